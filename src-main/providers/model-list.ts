/** The models that a provider told of last: known without asking, read again when they are asked for and old. */
import type { ModelView } from "../../src-shared/contract/models.ts";
import type { Clock } from "../platform/ports.ts";

const staleAfterMs = 10 * 60_000;

export interface ModelList {
  find(id: string): ModelView | undefined;
  /** As known; asks anew in the background when that is long ago. */
  all(): readonly ModelView[];
  /** Throws what `load` throws; several ask at once. */
  refresh(signal?: AbortSignal): Promise<void>;
}

export function createModelList(
  clock: Clock,
  load: (signal?: AbortSignal) => Promise<readonly ModelView[]>,
): ModelList {
  let models: readonly ModelView[] = [];
  let byId = new Map<string, ModelView>();
  let triedAt = Number.NEGATIVE_INFINITY;
  let underWay: Promise<void> | null = null;

  async function read(signal?: AbortSignal): Promise<void> {
    triedAt = clock.now();
    models = await load(signal);
    byId = new Map(models.map((model) => [model.id, model]));
  }

  function refresh(signal?: AbortSignal): Promise<void> {
    underWay ??= read(signal).finally(() => {
      underWay = null;
    });
    return underWay;
  }

  return {
    find: (id) => byId.get(id),
    all() {
      // What is not to be had now stays as it was.
      if (clock.now() - triedAt > staleAfterMs) refresh().catch(() => {});
      return models;
    },
    refresh,
  };
}

/** A model of which nothing is known but this. */
export function plainModel(id: string, known: Partial<ModelView> = {}): ModelView {
  return {
    id,
    displayName: id,
    contextWindow: null,
    maxContextWindow: null,
    efforts: [],
    defaultEffort: null,
    tiers: [],
    inputs: ["text", "image"],
    listed: true,
    ...known,
  };
}
