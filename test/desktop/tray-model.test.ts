import { describe, expect, test } from "vitest";
import type { AccountHealth, GatewayState, LiveState } from "../../src-shared/contract/index.ts";
import {
  trayModel,
  type TrayAction,
  type TrayIcon,
  type TrayRow,
} from "../../src-main/desktop/tray/tray-model.ts";
import { trayLanguage, trayTexts } from "../../src-main/desktop/tray/tray-text.ts";
import { exampleAccount, exampleState, noon } from "./support/example-state.ts";

const words = trayTexts.en;

function labels(rows: readonly TrayRow[]): string[] {
  return rows.map((row) => (row.kind === "separator" ? "-" : row.label));
}

function choices(rows: readonly TrayRow[]) {
  const submenu = rows.find((row) => row.kind === "submenu");
  return submenu?.rows.map((row) => (row.kind === "choice" ? [row.label, row.checked, row.enabled] : row));
}

test("a running gateway with two accounts", () => {
  const state = exampleState([
    exampleAccount("work", 42, { active: true }),
    exampleAccount("private", 10, { label: "Private" }),
  ]);
  const model = trayModel(state, noon, words);
  expect(model.icon).toBe("running");
  expect(model.tooltip).toBe("Switchyard\nRunning on 127.0.0.1:8787\n5 h: 58 % left, resets in 2 h 14 min");
  expect(labels(model.rows)).toEqual([
    "Running on 127.0.0.1:8787",
    "Stop gateway",
    "Codex through Switchyard",
    "-",
    "work@example.com",
    "5 h: 58 % left, resets in 2 h 14 min",
    "Use account",
    "-",
    "Copy base URL",
    "Open Switchyard",
    "-",
    "Quit",
  ]);
  expect(choices(model.rows)).toEqual([
    ["work@example.com", true, true],
    ["Private", false, true],
  ]);
});

test.each<[LiveState["settings"]["values"]["desktop"]["trayNumber"], number | null]>([
  ["none", null],
  ["tightest", 58],
  ["5h", 58],
  ["week", 91],
])("the number at the icon: %s", (trayNumber, number) => {
  const account = exampleAccount("work", 41.2, { active: true });
  account.limits?.windows.push({ minutes: 10_080, usedPercent: 8.9, resetsAt: noon + 1, meter: null });
  const state = exampleState([account]);
  state.settings = structuredClone(state.settings);
  state.settings.values.desktop.trayNumber = trayNumber;
  expect(trayModel(state, noon, words).number).toBe(number);
  // A window that ended says nothing any more, and a gateway that stands still uses none.
  expect(trayModel(state, noon + 7 * 86_400_000, words).number).toBeNull();
  state.gateway.state = "stopped";
  expect(trayModel(state, noon, words).number).toBeNull();
});

test.each<[GatewayState, TrayIcon, string, string, boolean]>([
  ["stopped", "stopped", "Gateway is stopped", "Start gateway", true],
  ["starting", "stopped", "Gateway is starting", "Start gateway", false],
  ["running", "running", "Running on 127.0.0.1:8787", "Stop gateway", true],
  ["stopping", "stopped", "Gateway is stopping", "Stop gateway", false],
  ["failed", "error", "Gateway could not start", "Start gateway", true],
])("gateway %s shows %s", (gatewayState, icon, status, button, enabled) => {
  const state = exampleState([exampleAccount("work", 42, { active: true })]);
  state.gateway.state = gatewayState;
  const model = trayModel(state, noon, words);
  expect(model.icon).toBe(icon);
  expect(model.rows[0]).toEqual({ kind: "text", label: status });
  expect(model.rows[1]).toMatchObject({ label: button, enabled });
});

type CodexState = LiveState["codex"]["switch"]["state"];

function withCodex(
  codexState: CodexState,
  usedPercent = 42,
  gatewayState: GatewayState = "running",
): LiveState {
  const state = exampleState([exampleAccount("work", usedPercent, { active: true })]);
  state.codex.switch.state = codexState;
  state.gateway.state = gatewayState;
  return state;
}

test.each<[CodexState, string, boolean, TrayAction["do"]]>([
  ["off", "Codex through Switchyard", false, "codex-on"],
  ["on", "Codex through Switchyard", true, "codex-off"],
  ["drift", "Codex through Switchyard (changed by another program)", true, "codex-off"],
])("Codex %s is the row %j, checked: %s, and a click does %s", (codexState, label, checked, action) => {
  expect(trayModel(withCodex(codexState), noon, words).rows[2]).toEqual({
    kind: "check",
    label,
    checked,
    enabled: true,
    action: { do: action },
  });
});

test.each<[CodexState, number, GatewayState, TrayIcon]>([
  ["on", 42, "running", "codex-on"],
  ["off", 42, "running", "running"],
  ["drift", 42, "running", "attention"],
  ["on", 100, "running", "attention"],
  ["on", 42, "stopping", "stopped"],
  ["on", 42, "failed", "error"],
])("Codex %s at %i %% used with the gateway %s shows %s", (codexState, usedPercent, gatewayState, icon) => {
  expect(trayModel(withCodex(codexState, usedPercent, gatewayState), noon, words).icon).toBe(icon);
});

test.each<[GatewayState, boolean]>([
  ["stopped", true],
  ["starting", false],
  ["running", true],
  ["stopping", false],
  ["failed", true],
])("with the gateway %s Codex can be switched: %s", (gatewayState, enabled) => {
  expect(trayModel(withCodex("off", 42, gatewayState), noon, words).rows[2]).toMatchObject({ enabled });
});

test("a gateway that could not start says why", () => {
  const state = exampleState([]);
  state.gateway.state = "failed";
  state.gateway.problem = { code: "port_in_use", message: "Port 8787 is taken.", advice: "" };
  expect(trayModel(state, noon, words).rows[0]).toEqual({ kind: "text", label: "Port 8787 is taken." });
});

test.each<[AccountHealth, number, TrayIcon]>([
  ["ok", 42, "running"],
  ["ok", 79, "running"],
  ["ok", 80, "attention"],
  ["ok", 100, "attention"],
  ["limited", 42, "attention"],
  ["sign-in-needed", 42, "attention"],
  ["sealed", 42, "attention"],
  ["trouble", 42, "running"],
])("health %s at %i %% used shows %s", (health, usedPercent, icon) => {
  const state = exampleState([exampleAccount("work", usedPercent, { active: true, health })]);
  expect(trayModel(state, noon, words).icon).toBe(icon);
});

test("mostly used but lasting until the reset is no warning", () => {
  const account = exampleAccount("work", 90, { active: true });
  account.limits?.windows.splice(0, 1, {
    minutes: 300,
    usedPercent: 90,
    resetsAt: noon + 10 * 60_000,
    meter: null,
  });
  expect(trayModel(exampleState([account]), noon, words).icon).toBe("running");
});

test("another account that needs signing in is a warning too, and named in the choice", () => {
  const state = exampleState([
    exampleAccount("work", 42, { active: true }),
    exampleAccount("private", 10, { health: "sign-in-needed" }),
    exampleAccount("spare", 10, { paused: true }),
  ]);
  const model = trayModel(state, noon, words);
  expect(model.icon).toBe("attention");
  expect(choices(model.rows)?.slice(1)).toEqual([
    ["private@example.com: sign in again", false, true],
    ["spare@example.com (paused)", false, false],
  ]);
});

test("without accounts it asks to sign in and offers no choice", () => {
  const model = trayModel(exampleState([]), noon, words);
  expect(model.icon).toBe("attention");
  expect(labels(model.rows)).toContain("No account yet: sign in to begin");
  expect(choices(model.rows)).toBeUndefined();
});

test("while the services start there is only opening and quitting", () => {
  expect(labels(trayModel(null, noon, words).rows)).toEqual(["Open Switchyard", "-", "Quit"]);
});

test("the same e-mail in two workspaces is told apart", () => {
  const [plus, team] = ["plus", "team"].map((plan) =>
    exampleAccount(plan, 42, { plan, email: "robin@example.com", active: plan === "plus" }),
  );
  const model = trayModel(exampleState([plus, team].flatMap((account) => account ?? [])), noon, words);
  expect(choices(model.rows)?.map((row) => Array.isArray(row) && row[0])).toEqual([
    "robin@example.com · Plus",
    "robin@example.com · Team",
  ]);
});

test("e-mails are masked when asked for", () => {
  const state = exampleState([exampleAccount("work", 42, { active: true })]);
  state.settings.values = structuredClone(state.settings.values);
  state.settings.values.desktop.maskEmails = true;
  const text = JSON.stringify(trayModel(state, noon, words));
  expect(text).toContain("w•••@e•••.com");
  expect(text).not.toContain("example.com");
});

describe("the limit line", () => {
  const line = (account: ReturnType<typeof exampleAccount>, now = noon) =>
    trayModel(exampleState([{ ...account, active: true }]), now, words)
      .tooltip.split("\n")
      .at(-1);

  test("takes the tightest of the plan's own windows", () => {
    const account = exampleAccount("work", 42);
    account.limits?.windows.push(
      { minutes: 10_080, usedPercent: 60.4, resetsAt: noon + 76 * 3_600_000, meter: null },
      { minutes: 300, usedPercent: 99, resetsAt: noon + 60_000, meter: "other-model" },
    );
    expect(line(account)).toBe("Week: 39 % left, resets in 3 d 4 h");
  });

  test("does not show a window that has ended, nor invent numbers", () => {
    const account = exampleAccount("work", 42);
    expect(line(account, noon + 134 * 60_000)).toBe("Limits not read yet");
    expect(line({ ...account, limits: null })).toBe("Limits not read yet");
  });

  test("rounds what is left down and never below zero", () => {
    expect(line(exampleAccount("work", 99.5))).toContain("0 % left");
    expect(line(exampleAccount("work", 104))).toContain(": 0 % left");
  });

  test("says since when old numbers are stale", () => {
    const account = exampleAccount("work", 42);
    expect(line(account, noon + 41 * 60_000)).toBe("5 h: 58 % left, stale since 12:00");
  });

  test("does without a reset time", () => {
    const account = exampleAccount("work", 0);
    account.limits?.windows.splice(0, 1, { minutes: 300, usedPercent: 0, resetsAt: null, meter: null });
    expect(line(account)).toBe("5 h: 100 % left");
  });
});

test("Chinese words, by setting or by system", () => {
  expect(trayLanguage("system", "zh-CN")).toBe("zh");
  expect(trayLanguage("system", "de")).toBe("en");
  expect(trayLanguage("en", "zh-CN")).toBe("en");
  const model = trayModel(exampleState([exampleAccount("work", 42, { active: true })]), noon, trayTexts.zh);
  expect(labels(model.rows)).toContain("停止网关");
  expect(model.tooltip).toContain("5 小时：剩余 58 %，2 小时 14 分钟后重置");
});
