/** The models of all providers, as clients name them. */
import type { AccountCatalog, ModelView } from "../../../src-shared/contract/models.ts";
import type { GatewayServices } from "../services.ts";

export interface JoinedModel extends ModelView {
  ownedBy: string;
}

/** The accounts' models, then those of the others with their prefix. Nobody's list is waited for but the accounts'. */
export async function joinedModels({
  catalog,
  modelLists,
}: GatewayServices): Promise<Omit<AccountCatalog, "models"> & { models: JoinedModel[] }> {
  const own = await catalog.soon();
  const others = modelLists
    .current()
    .flatMap(({ provider, models }) =>
      models.map((model) => ({ ...model, id: `${provider}:${model.id}`, ownedBy: provider })),
    );
  return { ...own, models: [...own.models.map((model) => ({ ...model, ownedBy: "openai" })), ...others] };
}
