/** What the use-cases of providers work with. */
import type { LimitsView } from "../../../src-shared/contract/accounts.ts";
import type { Standing } from "../../../src-shared/standing.ts";
import type { Problem } from "../../../src-shared/problem.ts";
import { AppError } from "../../platform/app-error.ts";
import type { ProviderKinds } from "../../providers/kinds.ts";
import type { ProviderStore, StoredProvider } from "../../providers/store/provider-store.ts";

/** A provider at work, as far as people are shown it. */
export interface RunningView {
  standing(slotId: string): Standing;
  known(slotId: string): {
    until: number | null;
    problem: (Problem & { at: number }) | null;
    limits: LimitsView | null;
  };
  /** Throws AppError. */
  check(slotId: string): Promise<void>;
}

export interface ProviderPorts {
  store: ProviderStore;
  kinds: ProviderKinds;
  /** Null when it does not run. */
  running: (name: string) => RunningView | null;
  env: NodeJS.ProcessEnv;
  now: () => number;
}

/** Throws AppError when there is none of that name. */
export function requireProvider({ store }: Pick<ProviderPorts, "store">, name: string): StoredProvider {
  const found = store.find(name);
  if (found !== null) return found;
  const names = store.all().map((each) => each.name);
  throw new AppError(
    "bad_request",
    `There is no provider ${name}.`,
    names.length === 0
      ? "Add one with `switchyard providers add`."
      : `There ${names.length === 1 ? "is" : "are"} ${names.join(", ")}.`,
  );
}

/** Ids of the slot that is named, or of all. Throws AppError when there is none of that id or label. */
export function slotIdsOf(provider: StoredProvider, named: string | undefined): string[] {
  const { slots, name } = provider;
  if (named === undefined) return slots.map(({ id }) => id);
  const found = slots.filter(({ id, label }) => id === named || label === named);
  if (found.length === 1 && found[0]) return [found[0].id];
  throw new AppError(
    "bad_request",
    found.length === 0
      ? `The provider ${name} has no key ${named}.`
      : `Several keys of ${name} are labelled ${named}.`,
    `Its keys are ${slots.map(({ id }) => id).join(", ")}.`,
  );
}
