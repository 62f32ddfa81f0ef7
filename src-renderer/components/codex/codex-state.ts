import type { CodexView, LiveState } from "../../../src-shared/contract/index.ts";

/**
 * off: nobody asked for it. waiting: it comes on with the gateway. held: it should be on but could not be switched.
 * unproven: on, and no Codex has been seen yet. drift: others changed keys of ours. unreadable: the file cannot be
 * read any more. orphaned: it points here, but what stood there before is not known any more.
 */
export type CodexState = "off" | "waiting" | "held" | "on" | "unproven" | "drift" | "orphaned" | "unreadable";

export function codexState({
  codex,
  gateway,
  settings,
}: Pick<LiveState, "codex" | "gateway" | "settings">): CodexState {
  const { state, problem } = codex.switch;
  if (state === "drift") return problem === null ? "drift" : "unreadable";
  if (state === "orphaned") return state;
  if (state === "on") return codex.proof === null ? "unproven" : "on";
  if (!settings.values.codex.enabled) return "off";
  return gateway.state === "running" ? "held" : "waiting";
}

/** True when the switch is on and nothing has come from any Codex since. */
export function isQuiet({ switch: { state, since }, proof }: Pick<CodexView, "switch" | "proof">): boolean {
  return state === "on" && since !== null && (proof === null || proof.at < since);
}
