import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { AccountView } from "../../../src-shared/contract/index.ts";
import type { Problem } from "../../../src-shared/problem.ts";
import { ActionButton } from "../../components/action-button.tsx";
import { Menu } from "../../components/menu/menu.tsx";
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
  const own = account.kind === "own";
  const ask = (what: Exclude<typeof asking, null>) => () => setAsking(what);
  const problem = use.problem ?? pause.problem ?? refresh.problem;

  useEffect(() => onProblem(problem), [problem, onProblem]);

  const items = [
    { text: t("accounts.label"), label: t("accounts.labelLabel", { name }), onChoose: onLabel },
    { text: t("accounts.models"), label: t("accounts.modelsLabel", { name }), onChoose: ask("models") },
    { text: t("accounts.proxy"), label: t("accounts.proxyLabel", { name }), onChoose: ask("proxy") },
    null,
    own && { text: t("accounts.apply"), label: t("accounts.applyLabel", { name }), onChoose: ask("apply") },
    own &&
      account.health !== "sealed" && {
        text: t("accounts.export"),
        label: t("accounts.exportLabel", { name }),
        onChoose: ask("export"),
      },
    own && null,
    {
      text: paused ? t("accounts.resume") : t("accounts.pause"),
      label: paused ? t("accounts.resumeLabel", { name }) : t("accounts.pauseLabel", { name }),
      onChoose: () => void pause.run(),
    },
    { text: t("accounts.remove"), label: t("accounts.removeLabel", { name }), onChoose: ask("remove") },
  ].filter((item) => item !== false);

  return (
    <>
      {!account.active && (
        <ActionButton
          size="compact-sm"
          pending={use.pending}
          aria-label={t("accounts.useLabel", { name })}
          onClick={() => void use.run()}
        >
          {t("accounts.use")}
        </ActionButton>
      )}
      <ActionButton
        variant="subtle"
        size="compact-sm"
        pending={refresh.pending}
        aria-label={t("accounts.refreshLabel", { name })}
        onClick={() => void refresh.run()}
      >
        {t("accounts.refresh")}
      </ActionButton>
      <Menu label={t("accounts.moreLabel", { name })} items={items} />
      {asking === "models" && <ModelsDialog account={account} onClose={() => setAsking(null)} />}
      {asking === "apply" && <ApplyLoginDialog account={account} onClose={() => setAsking(null)} />}
      {asking === "proxy" && <ProxyDialog account={account} onClose={() => setAsking(null)} />}
      {asking === "export" && <ExportDialog accounts={[account]} onClose={() => setAsking(null)} />}
      {asking === "remove" && <RemoveDialog accounts={[account]} onClose={() => setAsking(null)} />}
    </>
  );
}
