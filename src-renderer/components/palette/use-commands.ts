import { useTranslation } from "react-i18next";
import { useLocation } from "wouter";
import { useAccountNames } from "../../format/account-name.ts";
import { useClient, useLive } from "../../live/use-live.tsx";
import { pages } from "../page/page-list.ts";
import { codexState } from "../codex/codex-state.ts";
import { copyText } from "../copy-text.ts";
import type { Command } from "./match-commands.ts";

/**
 * Everything that can be done from anywhere, as things stand now.
 *
 * @param askCodex shows what turning Codex's switch on would change
 */
export function useCommands(askCodex: () => void): Command[] {
  const { t } = useTranslation();
  const [, go] = useLocation();
  const client = useClient();
  const names = useAccountNames();
  const gateway = useLive((state) => state.gateway);
  const codex = useLive(codexState);
  const accounts = useLive((state) => state.accounts);

  const command = (id: string, group: Command["group"], label: string, perform: () => unknown): Command => ({
    id,
    group,
    label,
    run: async () => {
      await perform();
      return "close";
    },
  });

  const up = gateway.state === "running" || gateway.state === "stopping";
  return [
    ...pages.map(({ path, name }) => command(path, "pages", t(`nav.${name}`), () => go(path))),
    up
      ? command("stop", "actions", t("gateway.stop"), () => client.gateway.stop())
      : command("start", "actions", t("gateway.start"), () => client.gateway.start()),
    codex === "off"
      ? command("codex", "actions", t("palette.codexOn"), askCodex)
      : command("codex", "actions", t("palette.codexOff"), () => client.codex.off()),
    {
      id: "copy",
      group: "actions",
      label: t("gateway.copyBaseUrl"),
      run: async () => ((await copyText(gateway.baseUrl)) ? "copied" : "close"),
    },
    ...accounts
      .filter(({ active, paused }) => !active && !paused)
      .map((account) =>
        command(account.id, "accounts", t("accounts.useLabel", { name: names.name(account) }), () =>
          client.accounts.use({ id: account.id }),
        ),
      ),
  ];
}
