/** What the updater's events make of the state that is shown; nothing else decides it. */
import type { UpdateState } from "../../../src-shared/contract/updates.ts";

export type UpdaterEvent =
  | { type: "checking" }
  | { type: "none" }
  | { type: "found"; version: string }
  | { type: "progress"; percent: number }
  | { type: "downloaded"; version: string }
  | { type: "failed"; message: string };

export function afterUpdaterEvent(state: UpdateState, event: UpdaterEvent, now: number): UpdateState {
  // What is ready stays ready: a later check that fails takes nothing away.
  if (state.step === "ready" && event.type !== "downloaded" && event.type !== "found") return state;
  switch (event.type) {
    case "checking":
      return { step: "checking" };
    case "none":
      return { step: "current", checkedAt: now };
    case "found":
      if (state.step === "ready" && state.version === event.version) return state;
      return { step: "downloading", version: event.version, percent: 0 };
    case "progress":
      if (state.step !== "downloading") return state;
      return { ...state, percent: Math.max(state.percent, Math.floor(event.percent)) };
    case "downloaded":
      return { step: "ready", version: event.version };
    case "failed":
      return { step: "failed", checkedAt: now, problem: problemOf(event.message) };
  }
}

function problemOf(message: string) {
  const code = "network" as const;
  if (/sha512|checksum|signature|not signed|ERR_UPDATER_INVALID/i.test(message)) {
    return {
      code: "protocol" as const,
      message: "The new version was fetched but is not what its publisher described, so it was thrown away.",
      advice: "Try again later. If it stays so, fetch the new version from where you got Switchyard.",
    };
  }
  if (
    /404|ERR_UPDATER_LATEST_VERSION_NOT_FOUND|ERR_UPDATER_CHANNEL_FILE_NOT_FOUND|no published/i.test(message)
  ) {
    return {
      code,
      message: "There is no list of versions at the place updates come from.",
      advice: "Try again later.",
    };
  }
  return {
    code,
    message: "The place updates come from could not be reached.",
    advice: "Check the connection and try again. Everything else goes on working.",
  };
}

const hour = 3_600_000;
/** After the start, so that it does not compete with it; then twice a day. */
export const firstCheckMs = 60_000;
export const nextCheckMs = 12 * hour;
