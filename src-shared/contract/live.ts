import { eventIterator, oc, type } from "@orpc/contract";
import { z } from "zod";
import type { AccountView } from "./accounts.ts";
import type { AppInfo } from "./app.ts";
import type { CodexView } from "./codex.ts";
import type { GatewayStatus } from "./gateway.ts";
import type { CatalogView } from "./models.ts";
import type { DayTotals, RequestRow } from "./requests.ts";
import type { SettingsView } from "./settings.ts";
import type { SignInState } from "./sign-in.ts";
import type { UpdateState } from "./updates.ts";

/** Everything the pages show at once. */
export interface LiveState {
  app: AppInfo;
  gateway: GatewayStatus;
  accounts: AccountView[];
  signIn: SignInState;
  codex: CodexView;
  models: CatalogView;
  settings: SettingsView;
  updates: UpdateState;
  today: DayTotals;
  /** Newest first, at most 100. */
  requests: RequestRow[];
}

/**
 * First a snapshot (and again when the history was wiped), then what changed: each event carries whole new values of the parts it names, and
 * `requestRows` rows to insert or replace by id. Bursts are folded into one event.
 */
export type LiveEvent =
  | { type: "snapshot"; state: LiveState }
  | { type: "change"; change: Partial<Omit<LiveState, "requests">>; requestRows: RequestRow[] };

export const live = {
  /** `background`: nobody looks at what it shows; limits are then read less often. */
  feed: oc.input(z.object({ background: z.boolean() }).optional()).output(eventIterator(type<LiveEvent>())),
};
