/**
 * The model catalog: live from the backend, else as last read, else built in; always with its age. Read again at
 * most every ten minutes, in the background: nobody waits for it once there is one.
 */
import { z } from "zod";
import type { AccountCatalog, ModelView } from "../../../src-shared/contract/models.ts";
import type { Clock } from "../../platform/ports.ts";
import { readFileIfThere, writeFileAtomic } from "../../platform/atomic-file.ts";
import { createSignal } from "../../platform/signal.ts";
import { builtInModels } from "./built-in-models.ts";
import { parseJson } from "../../platform/json-file.ts";

const staleAfterMs = 10 * 60_000;
/** Milliseconds that a list is waited for where there is none yet, and after which it is tried again. */
const firstMs = 2_000;
const triedAgainMs = 30_000;

const entry = z.looseObject({
  slug: z.string(),
  display_name: z.string().nullish(),
  context_window: z.number().nullish(),
  max_context_window: z.number().nullish(),
  supported_reasoning_levels: z
    .array(z.looseObject({ effort: z.string() }))
    .nullish()
    .catch(null),
  default_reasoning_level: z.string().nullish(),
  service_tiers: z
    .array(z.looseObject({ id: z.string() }))
    .nullish()
    .catch(null),
  input_modalities: z.array(z.string()).nullish().catch(null),
  visibility: z.string().nullish(),
  priority: z.number().nullish(),
});

const catalogAnswer = z.object({ models: z.array(z.unknown()) });
const cacheFile = z.object({ fetchedAt: z.number(), models: z.array(z.unknown()) });

export type ModelCatalog = Awaited<ReturnType<typeof createModelCatalog>>;

export async function createModelCatalog(options: {
  cacheFile: string;
  clock: Clock;
  /** The body of GET /codex/models; rejects when no account can ask. */
  fetch: () => Promise<unknown>;
}) {
  const changed = createSignal();
  const now = () => options.clock.now();
  let view: AccountCatalog = await readCache();
  let byId = index(view);
  let underWay: Promise<AccountCatalog> | null = null;
  let triedAt = 0;

  async function readCache(): Promise<AccountCatalog> {
    const text = await readFileIfThere(options.cacheFile).catch(() => null);
    const cached = cacheFile.safeParse(text === null ? null : parseJson(text));
    const models = cached.success ? readModels(cached.data.models) : [];
    if (!cached.success || models.length === 0)
      return { source: "built-in", fetchedAt: null, models: builtInModels };
    return { source: "cache", fetchedAt: cached.data.fetchedAt, models };
  }

  async function load(): Promise<AccountCatalog> {
    triedAt = now();
    const answer = catalogAnswer.parse(await options.fetch());
    const models = readModels(answer.models);
    if (models.length > 0) {
      view = { source: "live", fetchedAt: now(), models };
      byId = index(view);
      changed.emit();
      const { fetchedAt } = view;
      await writeFileAtomic(options.cacheFile, JSON.stringify({ fetchedAt, models: answer.models }));
    }
    return view;
  }

  function refresh(): Promise<AccountCatalog> {
    underWay ??= load().finally(() => {
      underWay = null;
    });
    return underWay;
  }

  function current(): AccountCatalog {
    const last = Math.max(triedAt, view.fetchedAt ?? 0);
    // Without an account or the network there are no news; what is known stays.
    if (now() - last > staleAfterMs) refresh().catch(() => {});
    return view;
  }

  return {
    changed: changed.listen,
    refresh,
    find: (id: string): ModelView | undefined => byId.get(id),
    /** What is known now; asks for news in the background when it is old. */
    current,
    /** The same, but for as long as only the built-in list is known it waits a moment for the account's own. */
    async soon(): Promise<AccountCatalog> {
      const asked = underWay !== null || now() - triedAt > triedAgainMs;
      if (view.source === "built-in" && asked) {
        let cancel = () => {};
        const patience = new Promise<void>((resolve) => {
          cancel = options.clock.after(firstMs, resolve);
        });
        await Promise.race([refresh().catch(() => {}), patience]);
        cancel();
      }
      return current();
    },
  };
}

function readModels(entries: unknown[]): ModelView[] {
  return entries
    .flatMap((raw) => {
      const parsed = entry.safeParse(raw);
      return parsed.success ? [parsed.data] : [];
    })
    .sort((a, b) => (a.priority ?? 1000) - (b.priority ?? 1000))
    .map((found) => ({
      id: found.slug,
      displayName: found.display_name ?? found.slug,
      contextWindow: found.context_window ?? null,
      maxContextWindow: found.max_context_window ?? null,
      efforts: (found.supported_reasoning_levels ?? []).map((level) => level.effort),
      defaultEffort: found.default_reasoning_level ?? null,
      tiers: (found.service_tiers ?? []).map((tier) => tier.id),
      inputs: found.input_modalities ?? ["text", "image"],
      listed: (found.visibility ?? "list") === "list",
    }));
}

function index(view: AccountCatalog): Map<string, ModelView> {
  return new Map(view.models.map((found) => [found.id, found]));
}
