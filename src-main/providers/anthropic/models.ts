/** The models of an endpoint: its own list once it was read, before that what is known of Anthropic's (models 3.7). */
import { z } from "zod";
import type { ModelView } from "../../../src-shared/contract/models.ts";
import { factsOf, type ModelFacts } from "./model-facts.ts";

/** Reads a page of the list. Throws UpstreamFailure or AppError. */
export type ReadPage = (path: string, signal: AbortSignal) => Promise<unknown>;

export interface MessagesModels {
  find(id: string): ModelView | undefined;
  all(): readonly ModelView[];
  default(): string | null;
  refresh(signal?: AbortSignal): Promise<void>;
  facts(id: string): ModelFacts;
  /** `opus` and its like are the newest of their line. */
  idOf(name: string): string;
}

interface Known {
  view: ModelView;
  facts: ModelFacts;
}

const supported = z.looseObject({ supported: z.boolean() }).nullish().catch(null);
const entry = z.looseObject({
  id: z.string(),
  display_name: z.string().nullish().catch(null),
  max_input_tokens: z.number().positive().nullish().catch(null),
  max_tokens: z.number().positive().nullish().catch(null),
  capabilities: z
    .looseObject({
      effort: z.record(z.string(), z.unknown()).nullish().catch(null),
      structured_outputs: supported,
      image_input: supported,
      thinking: z
        .looseObject({ types: z.looseObject({ adaptive: supported, enabled: supported }).nullish() })
        .nullish()
        .catch(null),
    })
    .nullish()
    .catch(null),
});
const page = z.looseObject({
  data: z.array(z.unknown()),
  has_more: z.boolean().nullish().catch(null),
  last_id: z.string().nullish().catch(null),
});

type Entry = z.infer<typeof entry>;

const builtIn: readonly (readonly [string, string])[] = [
  ["claude-fable-5-2", "Claude Fable 5.2"],
  ["claude-opus-5-5", "Claude Opus 5.5"],
  ["claude-sonnet-5-5", "Claude Sonnet 5.5"],
  ["claude-haiku-5-5", "Claude Haiku 5.5"],
  ["claude-sonnet-4-6", "Claude Sonnet 4.6"],
];

const lines = new Set(["fable", "opus", "sonnet", "haiku", "mythos"]);
const patienceMs = 15_000;
/** Of a list that never ends. */
const mostPages = 20;

/** @param own whether the endpoint is Anthropic's: of any other nothing is known before it was asked */
export function createMessagesModels(read: ReadPage, own: () => boolean): MessagesModels {
  let listed: readonly Known[] | null = null;
  let underWay: Promise<void> | null = null;
  const known = (): readonly Known[] => listed ?? (own() ? builtInModels : []);
  const find = (id: string) => known().find(({ view }) => view.id === id);
  const newestOf = (line: string) => known().find(({ view }) => view.id.includes(line))?.view.id;

  function idOf(name: string): string {
    return lines.has(name) && find(name) === undefined ? (newestOf(name) ?? name) : name;
  }

  async function load(signal: AbortSignal): Promise<void> {
    const found: Known[] = [];
    let path = "/v1/models?limit=1000";
    for (let count = 0; count < mostPages; count += 1) {
      const { data, has_more: more, last_id: last } = page.parse(await read(path, signal));
      found.push(...data.flatMap(readEntry));
      if (more !== true || typeof last !== "string") break;
      path = `/v1/models?limit=1000&after_id=${encodeURIComponent(last)}`;
    }
    if (found.length > 0) listed = found;
  }

  return {
    find: (id) => find(idOf(id))?.view,
    all: () => known().map(({ view }) => view),
    default: () => newestOf("sonnet") ?? known()[0]?.view.id ?? null,
    facts: (id) => find(id)?.facts ?? factsOf(id),
    idOf,
    refresh(signal) {
      const limit = AbortSignal.timeout(patienceMs);
      underWay ??= load(signal === undefined ? limit : AbortSignal.any([signal, limit])).finally(() => {
        underWay = null;
      });
      return underWay;
    },
  };
}

function readEntry(raw: unknown): Known[] {
  const { data } = entry.safeParse(raw);
  if (data === undefined) return [];
  const facts = factsOfEntry(data);
  const inputs = data.capabilities?.image_input?.supported === false ? ["text"] : ["text", "image"];
  return [{ facts, view: viewOf(data.id, data.display_name ?? data.id, facts, inputs) }];
}

/** What the list tells beats what the name tells. */
function factsOfEntry({ id, capabilities, max_tokens: most, max_input_tokens: window }: Entry): ModelFacts {
  const facts = factsOf(id);
  const { effort, thinking, structured_outputs: structured } = capabilities ?? {};
  const types = thinking?.types;
  return {
    ...facts,
    ...(most ? { maxOutput: most } : {}),
    ...(window ? { contextWindow: window } : {}),
    ...(effort ? { efforts: effortsOf(effort) } : {}),
    ...(structured ? { structuredOutputs: structured.supported } : {}),
    ...(types
      ? {
          thinking: types.adaptive?.supported ? "adaptive" : types.enabled?.supported ? "budget" : "none",
        }
      : {}),
  };
}

function effortsOf(effort: Readonly<Record<string, unknown>>): string[] {
  if (effort["supported"] === false) return [];
  return ["low", "medium", "high", "xhigh", "max"].filter(
    (level) => supported.parse(effort[level])?.supported === true,
  );
}

const builtInModels: readonly Known[] = builtIn.map(([id, name]) => {
  const facts = factsOf(id);
  return { facts, view: viewOf(id, name, facts, ["text", "image"]) };
});

function viewOf(id: string, displayName: string, facts: ModelFacts, inputs: string[]): ModelView {
  const efforts = facts.thinking === "budget" ? ["low", "medium", "high"] : [...facts.efforts];
  return {
    id,
    displayName,
    contextWindow: facts.contextWindow,
    maxContextWindow: facts.contextWindow,
    efforts,
    defaultEffort: null,
    tiers: [],
    inputs,
    listed: true,
  };
}
