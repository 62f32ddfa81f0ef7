/** What people ask of the providers, on the services that run. */
import { toAppError } from "../providers/failure.ts";
import { isProviderKind } from "../../src-shared/provider-kinds.ts";
import { builtKinds } from "../providers/kinds.ts";
import { addProvider } from "../use-cases/providers/add-provider.ts";
import { changeProvider } from "../use-cases/providers/change-provider.ts";
import { checkProvider } from "../use-cases/providers/check-provider.ts";
import { findProviders } from "../use-cases/providers/find-providers.ts";
import { listProviders } from "../use-cases/providers/list-providers.ts";
import { pauseProvider } from "../use-cases/providers/pause-provider.ts";
import {
  requireProvider,
  type ProviderPorts,
  type RunningView,
} from "../use-cases/providers/provider-ports.ts";
import { removeProvider } from "../use-cases/providers/remove-provider.ts";
import type { AccountServices } from "./account-services.ts";
import type { ComposeOptions } from "./options.ts";

export function providerCalls(
  { env, kinds = builtKinds }: ComposeOptions,
  { providers, providerStore: store, modelLists, now }: AccountServices,
) {
  const ports: ProviderPorts = { store, kinds, env, now, running };

  function running(name: string): RunningView | null {
    const found = providers.all().find(({ provider }) => provider.name === name);
    if (found === undefined) return null;
    const { pool, limits } = found;
    return {
      standing: (id) => pool.standing(id),
      known(id) {
        const until = limits.limitOf(id, null)?.until ?? limits.restOf(id)?.until ?? null;
        const { lastProblem: problem, limits: told } = limits.of(id);
        return { until, problem, limits: told };
      },
      check: (id) =>
        found.readLimits(id).catch((error: unknown) => {
          throw toAppError(error);
        }),
    };
  }

  return {
    list: () => listProviders(ports),
    add: (given: Parameters<typeof addProvider>[1]) => addProvider(ports, given),
    change: (given: Parameters<typeof changeProvider>[1]) => changeProvider(ports, given),
    pause: (named: Parameters<typeof pauseProvider>[1]) => pauseProvider(ports, named, true),
    resume: (named: Parameters<typeof pauseProvider>[1]) => pauseProvider(ports, named, false),
    remove: (named: Parameters<typeof removeProvider>[1]) => removeProvider(ports, named),
    check: (name: string) => checkProvider(ports, name),
    async models(name: string) {
      requireProvider(ports, name);
      const [list] = await modelLists.refresh(name);
      return list ?? { provider: name, models: [], readAt: null, problem: null };
    },
    found: () => findProviders(ports),
    kinds: () => Object.keys(kinds).filter(isProviderKind),
  };
}
