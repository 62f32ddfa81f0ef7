import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useMutation } from "../../query/use-mutation.ts";
import { useClient, useConnection, useLive } from "../../live/use-live.tsx";
import { insideApp } from "../../rpc.ts";
import { BrowserIcon, ChevronIcon, CodeIcon, FileIcon, LinkIcon } from "../icons.tsx";
import { ProblemNote } from "../problem-note.tsx";
import classes from "./sign-in.module.css";

interface Properties {
  /** The account that signs in again. */
  accountId: string | null;
  onImport: () => void;
  /** The login of this computer's Codex was taken in. @param id of its account */
  onLinked: (id: string) => void;
}

export function ChooseStep({ accountId, onImport, onLinked }: Properties) {
  const { t } = useTranslation();
  const client = useClient();
  const online = useConnection().state === "live";
  // A console in a browser opens the sign-in page itself: it may not be on Switchyard's computer.
  const start = useMutation((method: "browser" | "device") =>
    client.signIn.start({ method, openBrowser: insideApp, ...(accountId === null ? {} : { accountId }) }),
  );
  const linked = useLive((state) => state.accounts.some(({ kind }) => kind === "linked"));
  const link = useMutation(async () => onLinked((await client.accounts.link({})).id));
  const problem = start.problem ?? link.problem;
  const off = start.pending || link.pending || !online;

  return (
    <div className={classes.stack}>
      <p className={classes.intro}>{t("signIn.intro")}</p>
      <div className={classes.ways}>
        <Way
          icon={<BrowserIcon />}
          name={t("signIn.browser")}
          hint={t("signIn.browserHint")}
          disabled={off}
          onChoose={() => void start.run("browser")}
        />
        <Way
          icon={<CodeIcon />}
          name={t("signIn.device")}
          hint={t("signIn.deviceHint")}
          disabled={off}
          onChoose={() => void start.run("device")}
        />
        <Way
          icon={<FileIcon />}
          name={t("signIn.import")}
          hint={t("signIn.importHint")}
          disabled={off}
          onChoose={onImport}
        />
        {!linked && (
          <Way
            icon={<LinkIcon />}
            name={t("signIn.link")}
            hint={t("signIn.linkHint")}
            disabled={off}
            onChoose={() => void link.run()}
          />
        )}
      </div>
      {problem !== null && <ProblemNote problem={problem} />}
    </div>
  );
}

interface WayProperties {
  icon: ReactNode;
  name: string;
  hint: string;
  disabled: boolean;
  onChoose: () => void;
}

function Way({ icon, name, hint, disabled, onChoose }: WayProperties) {
  return (
    <button type="button" className={classes.way} disabled={disabled} onClick={onChoose}>
      {icon}
      <span>
        <span className={classes.wayName}>{name}</span>
        <span className={classes.wayHint}>{hint}</span>
      </span>
      <ChevronIcon />
    </button>
  );
}
