import type { AccountStore } from "../../accounts/account-store.ts";
import type { TokenKeeper } from "../../accounts/renewal/token-keeper.ts";
import type { CodexClient } from "../../providers/codex/client.ts";
import type { ModelCatalog } from "../../providers/codex/model-catalog.ts";
import type { RunningProvider } from "../turn/running-provider.ts";

/** What only the ChatGPT accounts have, for the routes that are theirs alone. */
export interface AccountServices {
  store: AccountStore;
  tokens: TokenKeeper;
  codex: CodexClient;
  catalog: ModelCatalog;
  /** Of the accounts' provider. */
  pool: RunningProvider["pool"];
  limits: RunningProvider["limits"];
  checkLimits: RunningProvider["checkLimits"];
}
