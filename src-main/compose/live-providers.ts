/** The providers that a person has set up, made running: built, built anew and closed as the list changes. */
import { kindFacts } from "../../src-shared/provider-kinds.ts";
import { runProvider, type RunningOptions, type RunningProvider } from "../gateway/turn/running-provider.ts";
import type { Logger } from "../logs/logger.ts";
import type { Outbound } from "../network/outbound.ts";
import { AppError } from "../platform/app-error.ts";
import type { Closing } from "../platform/closing.ts";
import type { AgentHost } from "../providers/agents/agent-host.ts";
import type { LinkedPlaces } from "../providers/entry.ts";
import type { ProviderKinds } from "../providers/kinds.ts";
import { entryOf, type ProviderStore, type StoredProvider } from "../providers/store/provider-store.ts";

export interface LiveProvidersOptions {
  store: ProviderStore;
  kinds: ProviderKinds;
  running: RunningOptions;
  dispatcher: Outbound["dispatcher"];
  linked: LinkedPlaces;
  agents: AgentHost;
  logger: Pick<Logger, "error">;
}

interface Live {
  served: RunningProvider;
  /** What it was built from: another one is built when this differs. */
  mark: string;
}

/** Returns those that run now, in the person's order. */
export function runStoredProviders(
  options: LiveProvidersOptions,
  closing: Closing,
): () => readonly RunningProvider[] {
  const { store, kinds, running, dispatcher, linked, agents, logger } = options;
  const live = new Map<string, Live>();
  const retiring = new Set<RunningProvider>();
  let list: readonly RunningProvider[] = [];

  function build(stored: StoredProvider): RunningProvider | null {
    const { id, kind, acceptedAt } = stored;
    const create = kinds[kind];
    if (create === undefined || (kindFacts[kind].acceptance !== null && acceptedAt === null)) return null;
    let last = stored;
    const now = () => (last = store.get(id) ?? last);
    const builtFrom = markOf(stored);
    try {
      const provider = create({
        entry: () => entryOf(now()),
        slots: store.slots(id),
        secret(slotId) {
          const slot = now().slots.find((each) => each.id === slotId);
          if (slot?.sealedKey !== undefined) throw sealed(last.name);
          return slot?.key ?? null;
        },
        dispatcher,
        clock: running.clock,
        linked,
        agents,
        learn(found) {
          // What still runs behind a changed entry learns of the endpoint before.
          if (markOf(now()) !== builtFrom) return;
          store
            .learn(id, found)
            .catch((error: unknown) => logger.error({ error }, "what was learned could not be kept"));
        },
      });
      return runProvider(provider, running);
    } catch (error) {
      logger.error({ error, provider: stored.name }, "a provider could not be started");
      return null;
    }
  }

  function retire(served: RunningProvider): void {
    retiring.add(served);
    served
      .retire()
      .catch((error: unknown) => logger.error({ error }, "a provider could not be closed"))
      .finally(() => retiring.delete(served));
  }

  function follow(): void {
    const stored = store.all();
    const marks = new Map(stored.map((each) => [each.id, markOf(each)]));
    for (const [id, { served, mark }] of live) {
      if (marks.get(id) === mark) continue;
      live.delete(id);
      retire(served);
    }
    for (const each of stored) {
      const served = live.has(each.id) ? null : build(each);
      if (served !== null) live.set(each.id, { served, mark: marks.get(each.id) ?? "" });
    }
    list = stored.flatMap(({ id }) => live.get(id)?.served ?? []);
  }

  const stop = store.changed(follow);
  follow();
  closing.defer(async () => {
    stop();
    const all = [...retiring, ...[...live.values()].map(({ served }) => served)];
    await Promise.all(all.map(async ({ provider }) => provider.close?.()));
  });
  return () => list;
}

function markOf({ name, kind, base, keyHeader, dialect, program, acceptedAt }: StoredProvider): string {
  return JSON.stringify([name, kind, base, keyHeader, dialect, program, acceptedAt !== null]);
}

function sealed(name: string): AppError {
  return new AppError(
    "accounts_sealed",
    `The key of the provider ${name} is sealed by this computer's keychain and cannot be opened here.`,
    "Unlock the keychain and start the Switchyard app, or add the key again.",
  );
}
