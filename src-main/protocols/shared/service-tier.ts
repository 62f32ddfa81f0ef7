export interface Tier {
  /** To be spread into the request. */
  wire: { service_tier?: "priority" };
  /** Whether what was asked for is left out. */
  dropped: boolean;
}

const usual = ["auto", "default", "standard", "standard_only"];

/** The one tier the backend takes is priority, and only of models that list it (codex-backend 2.4). */
export function serviceTier(asked: string | null | undefined, offered: readonly string[]): Tier {
  if (!asked || usual.includes(asked)) return { wire: {}, dropped: false };
  const priority = (asked === "priority" || asked === "fast") && offered.includes("priority");
  return { wire: priority ? { service_tier: "priority" } : {}, dropped: !priority };
}
