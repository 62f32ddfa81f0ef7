/** The providers that serve, by the prefix in a model's name. */
import type { Provider } from "./provider.ts";

export interface ProviderRegistry<P extends { provider: Provider }, A extends P = P> {
  /** The ChatGPT accounts: always there, and asked for every model without a prefix. */
  accounts: A;
  /** The accounts first. */
  all(): readonly P[];
  /** The one that a model stands for as `NAME:MODEL`, and the model as that provider knows it. */
  route(model: string): { served: P; model: string };
}

/** Throws Error when two have the same name. */
export function createProviderRegistry<P extends { provider: Provider }, A extends P>(
  accounts: A,
  others: readonly P[],
): ProviderRegistry<P, A> {
  const all: readonly P[] = [accounts, ...others];
  const byName = new Map(all.map((each) => [each.provider.name, each]));
  if (byName.size < all.length) throw new Error("Two providers have the same name.");
  return {
    accounts,
    all: () => all,
    route(model) {
      const at = model.indexOf(":");
      const served = at < 0 ? undefined : byName.get(model.slice(0, at));
      return served === undefined ? { served: accounts, model } : { served, model: model.slice(at + 1) };
    },
  };
}
