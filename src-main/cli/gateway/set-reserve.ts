/** What routing leaves untouched on an account. */
import type { AdminClient } from "../../compose/compose.ts";
import { UsageError } from "../parsing/command.ts";

/** Resolves with what to say. `name`: as people know the account. */
export async function setReserve(
  client: AdminClient,
  id: string,
  name: string,
  text: string | undefined,
): Promise<string> {
  const percent = Number(text?.replace(/\s*%$/, ""));
  if (text === undefined || !Number.isInteger(percent) || percent < 0 || percent > 99)
    throw new UsageError("accounts reserve wants a whole percent from 0 to 99.");
  const { [id]: _, ...others } = (await client.settings.get()).values.routing.reserves;
  const reserves = percent === 0 ? others : { ...others, [id]: percent };
  await client.settings.update({ routing: { reserves } });
  if (percent === 0) return `Nothing is kept of ${name}.`;
  return `${percent} % of ${name} are kept while another account has room.`;
}
