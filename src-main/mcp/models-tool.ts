/** Which models there are, and who serves them. */
import { z } from "zod";
import type { ModelView } from "../../src-shared/contract/models.ts";
import { blockOf } from "../../src-shared/standing.ts";
import { bounded, iso, mostEntries, short } from "./bounds.ts";
import type { McpPorts } from "./ports.ts";

export const modelsQuestion = z.object({
  search: z.string().max(100).default("").describe("part of the name; empty lists all"),
});

const model = z.object({
  id: z.string().describe("as requests name it"),
  provider: z.string(),
  context_tokens: z.number().nullable(),
  efforts: z.array(z.string()),
});

export const modelsAnswer = z.object({ models: z.array(model), left_out: z.number() });

export async function models(
  ports: McpPorts,
  { search }: z.infer<typeof modelsQuestion>,
): Promise<z.infer<typeof modelsAnswer>> {
  const catalog = await ports.models.list();
  const all = [
    ...catalog.models.map((each) => modelOf(each, "codex", each.id)),
    ...catalog.providers.flatMap((served) =>
      served.models.map((each) => modelOf(each, served.provider, `${served.provider}:${each.id}`)),
    ),
  ];
  const found = all.filter(({ id }) => id.toLowerCase().includes(search.toLowerCase()));
  const { shown, left_out } = bounded(found, mostEntries.models);
  return { models: shown, left_out };
}

function modelOf({ contextWindow, efforts }: ModelView, provider: string, id: string): z.infer<typeof model> {
  return { id: short(id), provider, context_tokens: contextWindow, efforts: efforts.slice(0, 10) };
}

export const providersAnswer = z.object({
  providers: z.array(
    z.object({
      name: z.string(),
      kind: z.string(),
      paid_by: z.string(),
      ready: z.boolean(),
      slots: z.array(z.object({ state: z.string(), until: z.string().nullable() })),
    }),
  ),
  left_out: z.number(),
});

/** Beside the accounts. */
export async function providers(ports: McpPorts): Promise<z.infer<typeof providersAnswer>> {
  const { shown, left_out } = bounded(await ports.providers.list(), mostEntries.others);
  return {
    providers: shown.map(({ name, kind, billing, runs, slots }) => ({
      name: short(name),
      kind,
      paid_by: billing,
      ready: runs && slots.some(({ standing }) => blockOf(standing) === null),
      slots: slots.slice(0, 20).map(({ standing, until }) => ({ state: standing, until: iso(until) })),
    })),
    left_out,
  };
}
