import { AppError } from "../platform/app-error.ts";
import type { AskBackend } from "../providers/codex/ask-backend.ts";

export interface CatalogPorts {
  /** The account that would serve now; null when none can. */
  nextAccount: () => string | null;
  clientVersion: () => string;
  ask: AskBackend;
}

/** The model catalog as the account that is next in turn sees it. Throws AppError. */
export async function fetchCatalog({ nextAccount, clientVersion, ask }: CatalogPorts): Promise<unknown> {
  const id = nextAccount();
  if (id === null)
    throw new AppError("no_account", "No account can read the model catalog.", "Sign in first.");
  return ask(id, `/codex/models?client_version=${clientVersion()}`);
}
