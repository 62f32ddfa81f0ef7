import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { CopyButton } from "../../components/copy-button.tsx";
import { CheckIcon } from "../../components/icons.tsx";
import { Section } from "../../components/page.tsx";
import { useSignInDialog } from "../../components/sign-in/use-sign-in-dialog.tsx";
import { Status } from "../../components/status.tsx";
import { useAccountNames } from "../../format/account-name.ts";
import { useProblemText } from "../../format/problem-text.ts";
import { useFormat } from "../../format/use-format.ts";
import { useLive } from "../../live/use-live.tsx";
import classes from "./first-run.module.css";
import { tryCommand } from "../../format/try-command.ts";

/** From nothing to a working tool in three steps, each showing its result. `onLeave` null: not yet possible. */
export function FirstRun({ onLeave }: { onLeave: (() => void) | null }) {
  const { t } = useTranslation();
  const finished = useLive((state) => state.requests.some((row) => row.outcome === "ok"));
  return (
    <Section
      title={t("start.title")}
      aside={
        onLeave !== null && (
          <Button variant={finished ? "filled" : "subtle"} size="compact-sm" onClick={onLeave}>
            {finished ? t("start.done") : t("start.skip")}
          </Button>
        )
      }
    >
      <ol className={classes.steps}>
        <SignInStep />
        <TryStep />
        <ConnectStep />
      </ol>
    </Section>
  );
}

function Step({
  number,
  done,
  title,
  children,
}: {
  number: number;
  done: boolean;
  title: string;
  children: ReactNode;
}) {
  return (
    <li className={classes.step}>
      <span className={classes.number} data-done={done || undefined} aria-hidden="true">
        {done ? <CheckIcon /> : number}
      </span>
      <div className={classes.content}>
        <h3>{title}</h3>
        {children}
      </div>
    </li>
  );
}

function SignInStep() {
  const { t } = useTranslation();
  const names = useAccountNames();
  const account = useLive((state) => state.accounts[0]);
  const dialog = useSignInDialog();
  return (
    <Step number={1} done={account !== undefined} title={t("start.signInTitle")}>
      {account === undefined ? (
        <>
          <p>{t("start.signInBody")}</p>
          <Button variant="filled" className={classes.button} onClick={dialog.open}>
            {t("start.signInButton")}
          </Button>
        </>
      ) : (
        <Status tone="good">{t("start.signedIn", { name: names.name(account) })}</Status>
      )}
      {dialog.element}
    </Step>
  );
}

function TryStep() {
  const { t } = useTranslation();
  const format = useFormat();
  const problemText = useProblemText();
  const gateway = useLive((state) => state.gateway);
  const platform = useLive((state) => state.app.platform);
  const model = useLive((state) => state.settings.values.models.default);
  const hasAccount = useLive((state) => state.accounts.length > 0);
  const last = useLive((state) => state.requests[0]);
  const command = tryCommand(gateway, model, platform);

  return (
    <Step number={2} done={last?.outcome === "ok"} title={t("start.tryTitle")}>
      <p>{t("start.tryBody")}</p>
      <div className={classes.command}>
        <code>{command}</code>
        <CopyButton iconOnly text={command} label={t("common.copy")} />
      </div>
      {gateway.state !== "running" ? (
        <Status tone="attention">{t("start.tryNeedsGateway")}</Status>
      ) : last === undefined || last.outcome === "running" ? (
        hasAccount && <Status tone="off">{t("start.tryWaiting")}</Status>
      ) : last.outcome === "ok" ? (
        <Status tone="good">{t("start.tryOk", { duration: format.elapsed(last.timing.total ?? 0) })}</Status>
      ) : (
        <Status tone="bad">
          {t("start.tryFailed", {
            message: last.problem === null ? String(last.status) : problemText(last.problem).message,
          })}
        </Status>
      )}
    </Step>
  );
}

function ConnectStep() {
  const { t } = useTranslation();
  const gateway = useLive((state) => state.gateway);
  const client = useLive(
    (state) => state.requests.find((row) => row.outcome === "ok" && row.client.name !== "curl")?.client.name,
  );
  return (
    <Step number={3} done={client !== undefined} title={t("start.connectTitle")}>
      <p>{gateway.apiKeyRequired ? t("start.connectBodyKey") : t("start.connectBody")}</p>
      <div className={classes.command}>
        <code>{gateway.baseUrl}</code>
        <CopyButton iconOnly text={gateway.baseUrl} label={t("gateway.copyBaseUrl")} />
      </div>
      {client !== undefined && <Status tone="good">{t("start.connectDone", { name: client })}</Status>}
    </Step>
  );
}
