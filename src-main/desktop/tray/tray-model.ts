/** What the tray shows, from the live state alone: icon, tooltip and menu rows. Painting is elsewhere. */
import type { AccountView, GatewayStatus, LiveState } from "../../../src-shared/contract/index.ts";
import { accountNames } from "../../../src-shared/account-name.ts";
import { describeLimit, isLimitNear, openWindows, tightestWindow } from "./limit-line.ts";
import type { TrayTexts } from "./tray-text.ts";

/** Each is a shape of its own; see assets/. */
export type TrayIcon = "stopped" | "running" | "codex-on" | "attention" | "error";

export type TrayAction =
  | { do: "start-gateway" }
  | { do: "stop-gateway" }
  | { do: "codex-on" }
  | { do: "codex-off" }
  | { do: "use-account"; id: string }
  | { do: "copy"; text: string }
  | { do: "install-update" }
  | { do: "open-window" }
  | { do: "quit" };

export type TrayRow =
  | { kind: "text"; label: string }
  | { kind: "action"; label: string; enabled: boolean; action: TrayAction }
  | { kind: "check"; label: string; checked: boolean; enabled: boolean; action: TrayAction }
  | { kind: "choice"; label: string; checked: boolean; enabled: boolean; action: TrayAction }
  | { kind: "submenu"; label: string; rows: TrayRow[] }
  | { kind: "separator" };

export interface TrayModel {
  icon: TrayIcon;
  /** Percent left, to stand at the icon; null when none is wanted or known. */
  number: number | null;
  tooltip: string;
  rows: TrayRow[];
}

/** `now` in epoch milliseconds; null state while the services are starting. */
export function trayModel(state: LiveState | null, now: number, words: TrayTexts): TrayModel {
  if (state === null) return { icon: "stopped", number: null, tooltip: "Switchyard", rows: ending(words) };
  const status = statusLine(state.gateway, words);
  const active = state.accounts.find((account) => account.active) ?? null;
  const name = accountNames(state.accounts, state.settings.values.desktop.maskEmails, words.unnamed);
  const accountLines =
    active === null
      ? [words.noAccount]
      : [name(active), concern(active, name(active), words) ?? describeLimit(active, now, words)];
  return {
    icon: icon(state, active, now),
    number: active === null ? null : number(state, active, now),
    tooltip: ["Switchyard", status, accountLines.at(-1)].join("\n"),
    rows: [
      { kind: "text", label: status },
      gatewayRow(state.gateway, words),
      codexRow(state, words),
      { kind: "separator" },
      ...accountLines.map((label): TrayRow => ({ kind: "text", label })),
      ...accountChoice(state.accounts, name, words),
      { kind: "separator" },
      {
        kind: "action",
        label: words.copyBaseUrl,
        enabled: true,
        action: { do: "copy", text: state.gateway.baseUrl },
      },
      ...updateRow(state, words),
      ...ending(words),
    ],
  };
}

function updateRow({ updates }: LiveState, words: TrayTexts): TrayRow[] {
  if (updates.step !== "ready") return [];
  const label = words.restartToUpdate(updates.version);
  return [{ kind: "action", label, enabled: true, action: { do: "install-update" } }];
}

function icon(state: LiveState, active: AccountView | null, now: number): TrayIcon {
  const { gateway, accounts, codex } = state;
  if (gateway.state === "failed") return "error";
  if (gateway.state !== "running") return "stopped";
  const dead = accounts.some(({ health }) => health === "sign-in-needed" || health === "sealed");
  if (dead || active === null || active.health === "limited") return "attention";
  if (isLimitNear(active, now) || ["drift", "orphaned"].includes(codex.switch.state)) return "attention";
  return codex.switch.state === "on" ? "codex-on" : "running";
}

const minutesOf = { "5h": 300, week: 10_080 };

function number({ gateway, settings }: LiveState, active: AccountView, now: number): number | null {
  const { trayNumber } = settings.values.desktop;
  if (trayNumber === "none" || gateway.state !== "running") return null;
  const window =
    trayNumber === "tightest"
      ? tightestWindow(active, now)
      : openWindows(active, now).find(({ minutes }) => minutes === minutesOf[trayNumber]);
  return window ? Math.min(100, Math.max(0, Math.floor(100 - window.usedPercent))) : null;
}

function statusLine(gateway: GatewayStatus, words: TrayTexts): string {
  if (gateway.state === "running") return words.running(new URL(gateway.baseUrl).host);
  if (gateway.state === "failed") return gateway.problem?.message ?? words.failed;
  return words[gateway.state];
}

function gatewayRow({ state }: GatewayStatus, words: TrayTexts): TrayRow {
  const stops = state === "running" || state === "stopping";
  return {
    kind: "action",
    label: stops ? words.stopGateway : words.startGateway,
    enabled: state !== "starting" && state !== "stopping",
    action: { do: stops ? "stop-gateway" : "start-gateway" },
  };
}

/** Turning it on brings the gateway up as well; while the gateway is on its way the switch follows by itself. */
function codexRow({ gateway, codex }: LiveState, words: TrayTexts): TrayRow {
  const { state } = codex.switch;
  return {
    kind: "check",
    label: state === "drift" ? words.codexChanged : words.codex,
    checked: state !== "off",
    enabled: gateway.state !== "starting" && gateway.state !== "stopping",
    action: { do: state === "off" ? "codex-on" : "codex-off" },
  };
}

/** What keeps an account from working, in words; null when nothing does. */
function concern(account: AccountView, name: string, words: TrayTexts): string | null {
  if (account.health === "sign-in-needed") return words.signInNeeded(name);
  if (account.health === "sealed") return words.sealed(name);
  return account.health === "limited" ? words.limited(name) : null;
}

function accountChoice(
  accounts: readonly AccountView[],
  name: (account: AccountView) => string,
  words: TrayTexts,
): TrayRow[] {
  if (accounts.length < 2) return [];
  const rows = accounts.map((account): TrayRow => {
    const label = account.paused
      ? words.paused(name(account))
      : (concern(account, name(account), words) ?? name(account));
    return {
      kind: "choice",
      label,
      checked: account.active,
      enabled: !account.paused,
      action: { do: "use-account", id: account.id },
    };
  });
  return [{ kind: "submenu", label: words.useAccount, rows }];
}

function ending(words: TrayTexts): TrayRow[] {
  return [
    { kind: "action", label: words.open, enabled: true, action: { do: "open-window" } },
    { kind: "separator" },
    { kind: "action", label: words.quit, enabled: true, action: { do: "quit" } },
  ];
}
