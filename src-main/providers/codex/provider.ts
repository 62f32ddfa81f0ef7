/** The Codex backend as a provider: the person's ChatGPT accounts are its slots. */
import type { Problem } from "../../../src-shared/problem.ts";
import type { Credentials } from "../../platform/credentials.ts";
import type { SlotSource } from "../../platform/slot-source.ts";
import type { Provider, TurnField, Unavailable } from "../provider.ts";
import { askBackend, type CodexAccess } from "./ask-backend.ts";
import { limitsFromEvent, limitsFromHeaders, limitsFromUsage } from "./limits.ts";
import type { ModelCatalog } from "./model-catalog.ts";

export interface CodexProviderOptions extends CodexAccess {
  slots: SlotSource;
  catalog: Pick<ModelCatalog, "find">;
}

/** All but sampling settings, which it refuses (codex-backend 2.4). */
export const codexTakes: ReadonlySet<TurnField> = new Set<TurnField>([
  "tools",
  "tool_choice",
  "parallel_tool_calls",
  "reasoning",
  "text",
  "service_tier",
  "client_metadata",
]);

/** Owns nothing: client, tokens and catalog are closed by who made them. */
export function createCodexProvider(options: CodexProviderOptions): Provider<Credentials> {
  const { slots, tokens, client, catalog } = options;
  return {
    name: "codex",
    kind: "codex",
    slots,
    takes: codexTakes,
    models: catalog,
    credentials: (slotId) => tokens.credentials(slotId),
    async recover(slotId, refused) {
      const renewed = await tokens.recover(slotId, refused.accessToken);
      return renewed.accessToken === refused.accessToken ? null : renewed;
    },
    respond: (...call) => client.respond(...call),
    limitsOfHeaders: limitsFromHeaders,
    limitsOfEvent: ({ type, data }) => (type === "codex.rate_limits" ? limitsFromEvent(data) : null),
    async check(slotId) {
      return limitsFromUsage(await askBackend(options, slotId, "/wham/usage"));
    },
    unavailable,
  };
}

function unavailable(why: Unavailable, model: string | null): Problem {
  switch (why) {
    case "none":
      return {
        code: "no_account",
        message: "Switchyard is not signed in to any ChatGPT account.",
        advice: "Sign in: in the window under Accounts, or with `switchyard login`.",
      };
    case "excluded":
      return {
        code: "no_account",
        message: `Every account that could serve is set not to use ${model}.`,
        advice: "Choose another model, or allow this one under Accounts.",
      };
    case "paused":
      return {
        code: "no_account",
        message: "Every account that could serve is paused.",
        advice: "Resume one under Accounts.",
      };
    case "sealed":
      return {
        code: "accounts_sealed",
        message: "The logins are sealed by this computer's keychain and cannot be opened here.",
        advice: "Unlock the keychain and start the Switchyard app, or sign in again.",
      };
    case "ended":
      return {
        code: "sign_in_needed",
        message: "The login of every account has ended.",
        advice: "Sign in again: in the window under Accounts, or with `switchyard login`.",
      };
    case "limited":
      return {
        code: "usage_limit_reached",
        message: "The usage limit of every signed-in account has been reached.",
        advice: "",
      };
  }
}
