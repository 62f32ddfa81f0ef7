/**
 * What the providers serve, as it was last read: asking is answered at once from memory, and what is old is read again
 * in the background. A provider that is slow or away keeps nobody waiting.
 */
import type { ProviderModels } from "../../src-shared/contract/models.ts";
import { problemOf } from "../platform/app-error.ts";
import type { Clock } from "../platform/ports.ts";
import { createSignal } from "../platform/signal.ts";
import { toAppError } from "./failure.ts";
import type { Provider } from "./provider.ts";

/** Milliseconds after which a list is read again when somebody asks for it; after a failure sooner. */
const freshMs = { read: 10 * 60_000, failed: 60_000 };
/** Milliseconds that a provider may take to tell its list. */
const patienceMs = 20_000;

interface Reading {
  readAt: number | null;
  triedAt: number | null;
  problem: ProviderModels["problem"];
  now: Promise<void> | null;
}

export interface ModelLists {
  /** As they are known; those that are old are read again meanwhile. */
  current(): ProviderModels[];
  /** Reads them anew, all or one; what failed has a problem. */
  refresh(name?: string): Promise<ProviderModels[]>;
  /** Returns the function that stops listening. */
  changed(listener: () => void): () => void;
}

/** `providers`: those beside the accounts, as they are now. */
export function createModelLists(providers: () => readonly Provider[], clock: Clock): ModelLists {
  const changed = createSignal();
  const readings = new WeakMap<Provider, Reading>();

  function readingOf(provider: Provider): Reading {
    const known = readings.get(provider) ?? { readAt: null, triedAt: null, problem: null, now: null };
    readings.set(provider, known);
    return known;
  }

  function read(provider: Provider): Promise<void> {
    const reading = readingOf(provider);
    reading.now ??= readNow(provider, reading).finally(() => {
      reading.now = null;
      changed.emit();
    });
    return reading.now;
  }

  async function readNow(provider: Provider, reading: Reading): Promise<void> {
    reading.triedAt = clock.now();
    const patience = new AbortController();
    const stop = clock.after(patienceMs, () => patience.abort());
    try {
      await provider.models.refresh?.(patience.signal);
      reading.readAt = clock.now();
      reading.problem = null;
    } catch (error) {
      reading.problem = problemOf(toAppError(error));
    } finally {
      stop();
    }
  }

  function isOld({ readAt, triedAt, problem }: Reading): boolean {
    if (triedAt === null) return true;
    return clock.now() - triedAt > (problem === null && readAt !== null ? freshMs.read : freshMs.failed);
  }

  function listOf(provider: Provider): ProviderModels {
    const { readAt, problem } = readingOf(provider);
    return { provider: provider.name, models: [...(provider.models.all?.() ?? [])], readAt, problem };
  }

  return {
    changed: changed.listen,
    current() {
      return providers().map((provider) => {
        if (provider.models.refresh && isOld(readingOf(provider))) void read(provider);
        return listOf(provider);
      });
    },
    async refresh(name) {
      const asked = providers().filter((provider) => name === undefined || provider.name === name);
      await Promise.all(asked.flatMap((provider) => (provider.models.refresh ? [read(provider)] : [])));
      return asked.map(listOf);
    },
  };
}
