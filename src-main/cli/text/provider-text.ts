/** Providers in words for the terminal. Pure. */
import type {
  FoundProvider,
  ProviderSlotView,
  ProviderView,
} from "../../../src-shared/contract/providers.ts";
import { keyVariables } from "../../../src-shared/provider-kinds.ts";
import { timeWords } from "./text.ts";

const payers = {
  key: "billed to the key",
  plan: "draws on your plan",
  local: "runs on this computer",
  linked: "whoever the settings belong to",
};

const standings = {
  ok: "ready",
  resting: "had trouble",
  paused: "paused",
  dead: "cannot serve",
  sealed: "sealed by the keychain",
  excluded: "not for this model",
  limited: "limit reached",
};

/** One line for the provider, one for each key where there are several or one has something to tell. */
export function providerLines(provider: ProviderView, now: number): string[] {
  const { name, title, base, billing, slots, runs } = provider;
  const place = base === null ? "" : ` at ${base}`;
  const state = runs ? slotsWords(slots, now) : "cannot run in this version";
  const first = `${name}: ${title}${place}, ${payers[billing]}: ${state}`;
  if (slots.length < 2) return [first];
  return [
    first,
    ...slots.map((slot) => `    ${slot.id}${slot.label ? ` ${slot.label}` : ""}: ${slotWords(slot, now)}`),
  ];
}

function slotsWords(slots: readonly ProviderSlotView[], now: number): string {
  const [only] = slots;
  if (only === undefined) return "has no key";
  if (slots.length === 1) return slotWords(only, now);
  const ready = slots.filter(({ standing }) => standing === "ok").length;
  return `${ready} of ${slots.length} keys ready`;
}

export function slotWords({ standing, until, lastProblem }: ProviderSlotView, now: number): string {
  const back = until !== null && until > now ? `, back ${timeWords(until, now)}` : "";
  const why = standing !== "ok" && standing !== "paused" && lastProblem ? ` (${lastProblem.message})` : "";
  return `${standings[standing]}${back}${why}`;
}

/** What was found on this computer, with the command that adds it. */
export function foundLine({ kind, name, base, from }: FoundProvider): string {
  if (from.what === "environment") {
    const preset = (keyVariables as Record<string, string>)[from.where] ?? kind;
    return `Found a key in ${from.where}: printenv ${from.where} | switchyard providers add ${preset} --key-stdin`;
  }
  if (from.what === "settings") return `Found ${from.where}: switchyard providers add ${kind}`;
  return `Found a server at ${base ?? from.where}: switchyard providers add ${kind} --name ${name} --base ${base ?? ""}`;
}
