/** The models of an endpoint: its own list once it was read, before that what is known of Anthropic's (models 3.7). */
import { z } from "zod";
import type { ModelView } from "../../../src-shared/contract/models.ts";
import type { Clock } from "../../platform/ports.ts";
import { misshapen } from "../http-call.ts";
import { createModelList, plainModel, type ModelList } from "../model-list.ts";
import { factsOf, type ModelFacts } from "./model-facts.ts";

/** Reads a page of the list. Throws UpstreamFailure or AppError. */
export type ReadPage = (path: string, signal: AbortSignal) => Promise<unknown>;

export interface MessagesModels extends ModelList {
  default(): string | null;
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
export function createMessagesModels(clock: Clock, read: ReadPage, own: () => boolean): MessagesModels {
  const told = new Map<string, ModelFacts>();
  const list = createModelList(clock, async (signal) => {
    const limit = AbortSignal.timeout(patienceMs);
    const found = await readPages(read, signal === undefined ? limit : AbortSignal.any([signal, limit]));
    told.clear();
    for (const { view, facts } of found) told.set(view.id, facts);
    return found.map(({ view }) => view);
  });
  // The order is the API's: newest first.
  const ids = () => (told.size > 0 ? [...told.keys()] : own() ? [...builtInModels.keys()] : []);
  const newestOf = (line: string) => ids().find((id) => id.includes(line));
  const find = (id: string) => (told.size > 0 || !own() ? list.find(id) : builtInModels.get(id));

  function idOf(name: string): string {
    return lines.has(name) && find(name) === undefined ? (newestOf(name) ?? name) : name;
  }

  return {
    find: (id) => find(idOf(id)),
    all() {
      const known = list.all();
      return known.length > 0 || !own() ? known : [...builtInModels.values()];
    },
    default: () => newestOf("sonnet") ?? ids()[0] ?? null,
    refresh: (signal) => list.refresh(signal),
    facts: (id) => told.get(id) ?? factsOf(id),
    idOf,
  };
}

async function readPages(read: ReadPage, signal: AbortSignal): Promise<Known[]> {
  const found: Known[] = [];
  let path = "/v1/models?limit=1000";
  for (let count = 0; count < mostPages; count += 1) {
    const parsed = page.safeParse(await read(path, signal));
    if (!parsed.success) throw misshapen("the list of models");
    const { data, has_more: more, last_id: last } = parsed.data;
    found.push(...data.flatMap(readEntry));
    if (more !== true || typeof last !== "string") break;
    path = `/v1/models?limit=1000&after_id=${encodeURIComponent(last)}`;
  }
  return found;
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

const builtInModels: ReadonlyMap<string, ModelView> = new Map(
  builtIn.map(([id, name]) => [id, viewOf(id, name, factsOf(id), ["text", "image"])]),
);

function viewOf(id: string, displayName: string, facts: ModelFacts, inputs: string[]): ModelView {
  const efforts = facts.thinking === "budget" ? ["low", "medium", "high"] : [...facts.efforts];
  const window = facts.contextWindow;
  return plainModel(id, { displayName, contextWindow: window, maxContextWindow: window, efforts, inputs });
}
