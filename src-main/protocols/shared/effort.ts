/** What decides on a turn's effort besides the request itself. */
export interface EffortTraits {
  /** From a suffix of the model's name or the settings; a field of the body beats it. */
  effort: string | null;
  /** From the settings: beats all. */
  forcedEffort: string | null;
  /** Of the model, from the catalog; empty when unknown. */
  efforts: readonly string[];
}

/** The effort to ask for, and whether the client's own word was overruled. null = the model's default. */
export function effortOf(
  asked: string | null | undefined,
  model: EffortTraits,
): { effort: string | null; overruled: boolean } {
  const effort = clampEffort(model.forcedEffort ?? asked ?? model.effort, model.efforts);
  const overruled =
    Boolean(asked) && model.forcedEffort !== null && effort !== clampEffort(asked, model.efforts);
  return { effort, overruled };
}

const order = ["low", "medium", "high", "xhigh", "max"];

/**
 * A client's reasoning effort as the model takes it (translation 5.8): `none` and `minimal` become low, `ultra`
 * is a client's word for xhigh, what the model lacks becomes the next lower one it has. null = the model's default.
 */
export function clampEffort(wanted: string | null | undefined, offered: readonly string[]): string | null {
  if (!wanted) return null;
  const level = wanted.toLowerCase();
  const named =
    level === "none" || level === "minimal" || level === "disabled"
      ? "low"
      : level === "ultra"
        ? "xhigh"
        : level;
  const at = order.indexOf(named);
  if (at === -1) return null;
  const able = offered.length === 0 ? order.slice(0, 4) : offered;
  for (let index = at; index >= 0; index -= 1) {
    const candidate = order[index];
    if (candidate !== undefined && able.includes(candidate)) return candidate;
  }
  return order.find((candidate) => able.includes(candidate)) ?? null;
}

export const effortNames: readonly string[] = ["none", "minimal", ...order, "ultra"];
