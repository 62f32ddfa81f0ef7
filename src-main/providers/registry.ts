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

/** `others`: as they are now; the person adds and removes them while requests are served. No two have the same name. */
export function createProviderRegistry<P extends { provider: Provider }, A extends P>(
  accounts: A,
  others: () => readonly P[],
): ProviderRegistry<P, A> {
  return {
    accounts,
    all: () => [accounts, ...others()],
    route(model) {
      const at = model.indexOf(":");
      const name = at < 0 ? null : model.slice(0, at);
      if (name === null) return { served: accounts, model };
      const isNamed = ({ provider }: P) => provider.name === name;
      const served = isNamed(accounts) ? accounts : others().find(isNamed);
      return served === undefined ? { served: accounts, model } : { served, model: model.slice(at + 1) };
    },
  };
}
