import type { SlotPool } from "../../accounts/pool/slot-pool.ts";
import type { TokenKeeper } from "../../accounts/renewal/token-keeper.ts";

export interface TransferPorts {
  tokens: Pick<TokenKeeper, "alone">;
  pool: Pick<SlotPool, "look">;
  codex: { login: { look: () => Promise<void> }; follow: () => Promise<void> };
}

/** Gives Codex a login or takes one back (`work`), while nobody renews those of `ids`. Throws AppError. */
export async function transferLogin(
  { tokens, pool, codex }: TransferPorts,
  ids: string[],
  work: () => Promise<void>,
): Promise<void> {
  await tokens.alone(ids, work);
  await codex.login.look();
  // Where Codex had no login the switch wrote other lines than where it has one.
  await codex.follow();
  pool.look();
}
