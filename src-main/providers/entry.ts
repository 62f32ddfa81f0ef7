/** What the person has set up as a provider, as its kind sees it, and what a kind is given to build one. */
import type { Dispatcher } from "undici";
import type { Dialect, KeyHeader } from "../../src-shared/provider-kinds.ts";
import type { Clock } from "../platform/ports.ts";
import type { SlotSource } from "../platform/slot-source.ts";
import type { AgentHost } from "./agents/agent-host.ts";
import type { Provider } from "./provider.ts";

export type { KeyHeader } from "../../src-shared/provider-kinds.ts";

export interface ProviderEntry {
  /** The prefix in `NAME:MODEL`. Lower case, digits and hyphens. */
  name: string;
  kind: string;
  /** An address without a path of the API (`https://api.openai.com`, `http://127.0.0.1:11434`); null: the vendor's own. */
  base: string | null;
  keyHeader: KeyHeader;
  /** Of `openai`: which of the two APIs the endpoint is spoken to in. */
  dialect: Dialect;
  /** Of programs: the path or the name to look for; null: the usual one. */
  program: string | null;
  /** Where an endpoint differs from its protocol, as learned or set by the person; by names that the kind knows. */
  quirks: Readonly<Record<string, boolean>>;
}

export interface LinkedPlaces {
  /** Claude Code's settings.json of this person, there or not. */
  claudeSettings: () => string;
  /** That this gateway listens on: what leads there leads round in a circle. */
  ownPorts: () => readonly number[];
}

export interface ProviderParts {
  /** As it is now: the person may change it while it serves. */
  entry: () => ProviderEntry;
  slots: SlotSource;
  /** The key of a slot, opened; null when it has none. Throws AppError when it is sealed. Never log it. */
  secret: (slotId: string) => string | null;
  /** The way out to the internet for a slot. */
  dispatcher: (slotId: string) => Dispatcher;
  clock: Clock;
  /** What kinds that follow another program's settings need to know of this computer. */
  linked: LinkedPlaces;
  /** Where kinds that are programs run theirs. */
  agents: AgentHost;
  /** Remembers what was found out of the endpoint. */
  learn: (quirks: Readonly<Record<string, boolean>>) => void;
}

/** A kind of provider is this function; the table of kinds names them all. */
export type CreateProvider = (parts: ProviderParts) => Provider;
