import type { CatalogView } from "../../src-shared/contract/models.ts";
import type { ModelCatalog } from "../providers/codex/model-catalog.ts";
import type { ModelLists } from "../providers/model-lists.ts";

interface ModelPorts {
  catalog: Pick<ModelCatalog, "current" | "refresh">;
  modelLists: Pick<ModelLists, "current" | "refresh">;
}

/** The accounts' models and those of the other providers, as they are known. */
export function listModels({ catalog, modelLists }: ModelPorts): CatalogView {
  return { ...catalog.current(), providers: modelLists.current() };
}

/** Read anew. Throws AppError when the accounts' list cannot be read; another provider's trouble stands in its list. */
export async function refreshModels({ catalog, modelLists }: ModelPorts): Promise<CatalogView> {
  const providers = modelLists.refresh();
  return { ...(await catalog.refresh()), providers: await providers };
}
