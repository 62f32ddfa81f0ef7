/** The providers that serve, by the prefix in a model's name. */
import type { Provider } from "./provider.ts";

export interface ProviderRegistry<P extends { provider: Provider }, A extends P = P> {
  /** The ChatGPT accounts: always there, and asked for every model without a prefix. */
  accounts: A;
  /** The accounts first. */
  all(): readonly P[];
  /** The one that a model stands for as `NAME:MODEL`, and the model as that provider knows it. */
  route(model: string): { served: P; model: string };
  /** Its provider was there and is not any more: nobody else is asked for it in silence. */
  isGone(model: string): boolean;
}

/** `others`: as they are now; the person adds and removes them while requests are served. No two have the same name. */
export function createProviderRegistry<P extends { provider: Provider }, A extends P>(
  accounts: A,
  others: () => readonly P[],
): ProviderRegistry<P, A> {
  /** Prefixes that have led to a provider. */
  const known = new Set<string>();
  const named = (name: string) => others().find(({ provider }) => provider.name === name);
  return {
    accounts,
    all: () => [accounts, ...others()],
    route(model) {
      const at = model.indexOf(":");
      const name = at < 0 ? null : model.slice(0, at);
      if (name === null) return { served: accounts, model };
      const served = accounts.provider.name === name ? accounts : named(name);
      if (served !== undefined) known.add(name);
      return served === undefined ? { served: accounts, model } : { served, model: model.slice(at + 1) };
    },
    isGone(model) {
      const at = model.indexOf(":");
      const name = model.slice(0, Math.max(0, at));
      return known.has(name) && name !== accounts.provider.name && named(name) === undefined;
    },
  };
}
