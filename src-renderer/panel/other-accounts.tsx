import { TextInput, UnstyledButton } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { AccountView } from "../../src-shared/contract/index.ts";
import { ProblemNote } from "../components/problem-note.tsx";
import { Status } from "../components/status.tsx";
import { useAccountNames } from "../format/account-name.ts";
import { useFormat } from "../format/use-format.ts";
import { useHealth } from "../format/use-health.ts";
import { useMutation } from "../query/use-mutation.ts";
import { useClient, useConnection, useLive } from "../live/use-live.tsx";
import { useNow } from "../live/use-now.ts";
import classes from "./panel.module.css";

/** More than fit at a glance are searched. */
const searchedFrom = 7;

/** As many as are never scrolled by themselves. */
const few = 3;

/** One line each; a click sends new conversations there. */
export function OtherAccounts() {
  const { t } = useTranslation();
  const client = useClient();
  const names = useAccountNames();
  const others = useLive((state) => state.accounts).filter((account) => !account.active);
  const [wanted, setWanted] = useState("");
  const use = useMutation((id: string) => client.accounts.use({ id }));
  if (others.length === 0) return null;
  const searched = others.length >= searchedFrom;
  const key = wanted.trim().toLowerCase();
  const shown = searched
    ? others.filter((account) => names.name(account).toLowerCase().includes(key))
    : others;
  return (
    <section
      className={`${classes.section} ${classes.others}`}
      aria-label={t("panel.others")}
      data-few={others.length <= few || undefined}
    >
      {searched && (
        <TextInput
          size="xs"
          className={classes.search}
          aria-label={t("panel.search")}
          placeholder={t("panel.search")}
          value={wanted}
          onChange={(event) => setWanted(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== "Escape" || wanted === "") return;
            event.preventDefault();
            setWanted("");
          }}
        />
      )}
      <ul className={classes.list}>
        {shown.map((account) => (
          <li key={account.id}>
            <Line account={account} pending={use.pending} onUse={() => void use.run(account.id)} />
          </li>
        ))}
      </ul>
      {shown.length === 0 && <p className={classes.quiet}>{t("panel.noMatch")}</p>}
      {use.problem !== null && <ProblemNote problem={use.problem} />}
    </section>
  );
}

interface LineProperties {
  account: AccountView;
  pending: boolean;
  onUse: () => void;
}

function Line({ account, pending, onUse }: LineProperties) {
  const { t } = useTranslation();
  const names = useAccountNames();
  const online = useConnection().state === "live";
  const { tone, sentence } = useHealth(account);
  const name = names.name(account);
  const left = useLeft(account);
  const state = account.health === "ok" ? left : t(`accounts.brief.${account.health}`);
  return (
    <UnstyledButton
      className={classes.account ?? ""}
      disabled={!online || pending || account.paused}
      title={`${name}: ${sentence}`}
      onClick={onUse}
    >
      <Status tone={tone}>
        <span className={classes.name}>{name}</span>
      </Status>
      <span className={classes.left}>{state}</span>
      <span className={classes.use} aria-hidden="true">
        {t("panel.use")}
      </span>
    </UnstyledButton>
  );
}

/** What is left of the window with the least, e.g. "58 %"; a dash when that is not known. */
function useLeft(account: AccountView): string {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow();
  const open = (account.limits?.windows ?? []).filter(
    ({ meter, resetsAt }) => meter === null && (resetsAt === null || resetsAt > now),
  );
  if (open.length === 0) return t("common.unknown");
  return format.percent(Math.max(0, 100 - Math.max(...open.map(({ usedPercent }) => usedPercent))));
}
