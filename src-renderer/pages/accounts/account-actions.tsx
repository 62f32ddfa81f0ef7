import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { AccountView } from "../../../src-shared/contract/index.ts";
import type { Problem } from "../../../src-shared/problem.ts";
import { ActionButton } from "../../components/action-button.tsx";
import { useAccountNames } from "../../format/account-name.ts";
import { useMutation } from "../../query/use-mutation.ts";
import { useClient } from "../../live/use-live.tsx";
import { ApplyLoginDialog } from "./dialogs/apply-login-dialog.tsx";
import { ExportDialog } from "./dialogs/export-dialog.tsx";
import { ModelsDialog } from "./dialogs/models-dialog.tsx";
import { ProxyDialog } from "./dialogs/proxy-dialog.tsx";
import { RemoveDialog } from "./dialogs/remove-dialog.tsx";

interface Properties {
  account: AccountView;
  onLabel: () => void;
  /** Called with null when the next action begins. */
  onProblem: (problem: Problem | null) => void;
}

export function AccountActions({ account, onLabel, onProblem }: Properties) {
  const { t } = useTranslation();
  const client = useClient();
  const name = useAccountNames().name(account);
  const [asking, setAsking] = useState<"models" | "apply" | "export" | "proxy" | "remove" | null>(null);
  const { id, paused } = account;
  const use = useMutation(() => client.accounts.use({ id }));
  const pause = useMutation(() => client.accounts.setPaused({ id, paused: !paused }));
  // The login is renewed only where something is wrong with it; otherwise the limits alone are read.
  const sick = account.health === "trouble" || account.health === "sign-in-needed";
  const refresh = useMutation(() =>
    sick ? client.accounts.refresh({ id }) : client.accounts.refreshLimits({ id }),
  );
  const problem = use.problem ?? pause.problem ?? refresh.problem;

  useEffect(() => onProblem(problem), [problem, onProblem]);

  const button = { variant: "subtle", size: "compact-sm" } as const;
  return (
    <>
      {!account.active && (
        <ActionButton
          {...button}
          pending={use.pending}
          aria-label={t("accounts.useLabel", { name })}
          onClick={() => void use.run()}
        >
          {t("accounts.use")}
        </ActionButton>
      )}
      <ActionButton
        {...button}
        pending={pause.pending}
        aria-label={paused ? t("accounts.resumeLabel", { name }) : t("accounts.pauseLabel", { name })}
        onClick={() => void pause.run()}
      >
        {paused ? t("accounts.resume") : t("accounts.pause")}
      </ActionButton>
      <ActionButton
        {...button}
        pending={refresh.pending}
        aria-label={t("accounts.refreshLabel", { name })}
        onClick={() => void refresh.run()}
      >
        {t("accounts.refresh")}
      </ActionButton>
      <ActionButton {...button} aria-label={t("accounts.labelLabel", { name })} onClick={onLabel}>
        {t("accounts.label")}
      </ActionButton>
      <ActionButton
        {...button}
        aria-label={t("accounts.modelsLabel", { name })}
        onClick={() => setAsking("models")}
      >
        {t("accounts.models")}
      </ActionButton>
      {account.kind === "own" && (
        <ActionButton
          {...button}
          aria-label={t("accounts.applyLabel", { name })}
          onClick={() => setAsking("apply")}
        >
          {t("accounts.apply")}
        </ActionButton>
      )}
      {account.kind === "own" && account.health !== "sealed" && (
        <ActionButton
          {...button}
          aria-label={t("accounts.exportLabel", { name })}
          onClick={() => setAsking("export")}
        >
          {t("accounts.export")}
        </ActionButton>
      )}
      <ActionButton
        {...button}
        aria-label={t("accounts.proxyLabel", { name })}
        onClick={() => setAsking("proxy")}
      >
        {t("accounts.proxy")}
      </ActionButton>
      <ActionButton
        {...button}
        aria-label={t("accounts.removeLabel", { name })}
        onClick={() => setAsking("remove")}
      >
        {t("accounts.remove")}
      </ActionButton>
      {asking === "models" && <ModelsDialog account={account} onClose={() => setAsking(null)} />}
      {asking === "apply" && <ApplyLoginDialog account={account} onClose={() => setAsking(null)} />}
      {asking === "proxy" && <ProxyDialog account={account} onClose={() => setAsking(null)} />}
      {asking === "export" && <ExportDialog accounts={[account]} onClose={() => setAsking(null)} />}
      {asking === "remove" && <RemoveDialog accounts={[account]} onClose={() => setAsking(null)} />}
    </>
  );
}
