/**
 * The endpoint that Claude Code's own settings name, as a provider: linked, read where it lies as often as it changes,
 * and never copied (backends 1).
 */
import { readFile, stat } from "node:fs/promises";
import { z } from "zod";
import { ownAddresses } from "../../network/own-addresses.ts";
import { AppError } from "../../platform/app-error.ts";
import { isLoopback } from "../../platform/is-loopback.ts";
import { parseJson } from "../../platform/json-file.ts";
import type { CreateProvider, LinkedPlaces } from "../entry.ts";
import { apiBase, type MessagesAccess } from "./client.ts";
import { createMessagesProvider } from "./provider.ts";

type Linked = Omit<MessagesAccess, "slot">;

const settings = z.looseObject({
  env: z.record(z.string(), z.unknown()).nullish(),
});

export const createClaudeSettingsProvider: CreateProvider = (parts) => {
  const read = followSettings(parts.linked);
  let base = "";
  return createMessagesProvider(parts, {
    base: () => base,
    async access(slot) {
      const linked = await read();
      ({ base } = linked);
      return { slot, ...linked };
    },
  });
};

/** What the file names now: it is read again only when it has changed. Throws AppError. */
function followSettings({ claudeSettings, ownPorts }: LinkedPlaces): () => Promise<Linked> {
  let seen = "";
  let named: unknown = null;
  return async () => {
    const file = claudeSettings();
    try {
      const { mtimeMs, size } = await stat(file);
      const state = `${file} ${mtimeMs} ${size}`;
      if (state !== seen) {
        named = parseJson(await readFile(file, "utf8"));
        seen = state;
      }
    } catch {
      seen = "";
      throw unusable(file, "there is no such file, or it cannot be read");
    }
    const linked = endpointOf(named, file);
    refuseCircle(linked.base, ownPorts(), file);
    return linked;
  };
}

/** A token beats a key, as in Claude Code. */
function endpointOf(named: unknown, file: string): Linked {
  const { data } = settings.safeParse(named);
  if (data === undefined) throw unusable(file, "it is not valid JSON of Claude Code's settings");
  const of = (name: string): string | null => {
    const value = data.env?.[name];
    return typeof value === "string" && value.trim() !== "" ? value.trim() : null;
  };
  const address = of("ANTHROPIC_BASE_URL");
  if (address === null) throw unusable(file, "it names no endpoint (`env.ANTHROPIC_BASE_URL`)");
  if (URL.parse(address) === null) throw unusable(file, "`env.ANTHROPIC_BASE_URL` is not a valid address");
  const base = apiBase(address);
  const token = of("ANTHROPIC_AUTH_TOKEN");
  if (token !== null) return { base, key: token, keyHeader: "bearer" };
  const key = of("ANTHROPIC_API_KEY");
  if (key === null)
    throw unusable(file, "it names no token (`env.ANTHROPIC_AUTH_TOKEN` or `env.ANTHROPIC_API_KEY`)");
  return { base, key, keyHeader: "key" };
}

function refuseCircle(base: string, ports: readonly number[], file: string): void {
  const { hostname, port, protocol } = new URL(base);
  const here = isLoopback(hostname) || ownAddresses().includes(hostname);
  if (!here || !ports.includes(Number(port || (protocol === "https:" ? 443 : 80)))) return;
  throw unusable(file, "it points at Switchyard itself, which would ask itself forever");
}

function unusable(file: string, why: string): AppError {
  return new AppError(
    "bad_request",
    `The endpoint of Claude Code's settings cannot be used (${file}): ${why}.`,
    "Name another endpoint there, or remove this provider and add one with its own address and key.",
  );
}
