/** The catalog behind GET /codex/models (models 3.1, 3.2, 3.4), with made-up instructions. */
import { createHash } from "node:crypto";
import { compareVersions } from "../../src-shared/compare-versions.ts";

export interface CatalogModel {
  slug: string;
  display_name: string;
  context_window: number;
  max_context_window: number;
  supported_reasoning_levels: { effort: string; description: string }[];
  input_modalities: string[];
  service_tiers: { id: string; name: string; description: string }[];
  use_responses_lite: boolean;
  minimal_client_version: string;
  available_in_plans: string[];
  visibility: string;
  [other: string]: unknown;
}

interface Row {
  slug: string;
  name: string;
  context: number;
  maxContext: number;
  /** Highest effort offered; all lower ones from `low` on are offered too. */
  upTo: "xhigh" | "max" | "ultra";
  effort: string;
  lite: boolean;
  tiers: boolean;
  listed: boolean;
  priority: number;
  since: string;
  multiAgent?: string;
  textOnly?: boolean;
  paidOnly?: boolean;
  upgrade?: string;
}

const lite = { context: 272_000, maxContext: 872_000, lite: true, tiers: true, listed: true };
const plain = {
  context: 272_000,
  maxContext: 272_000,
  upTo: "xhigh",
  lite: false,
  tiers: false,
  listed: true,
} as const;

// The versions of the gpt-6 entries are not published; the simulator needs some (models 3.1: astra ≥ 0.153).
const rows: Row[] = [
  {
    ...lite,
    slug: "gpt-6.1-sol",
    name: "GPT-6.1-Sol",
    upTo: "ultra",
    effort: "low",
    priority: 1,
    since: "0.160.0",
    multiAgent: "v2",
  },
  {
    ...lite,
    slug: "gpt-6-astra",
    name: "GPT-6-Astra",
    upTo: "ultra",
    effort: "low",
    priority: 2,
    since: "0.153.0",
    multiAgent: "v2",
  },
  {
    ...lite,
    slug: "gpt-6-sol",
    name: "GPT-6-Sol",
    upTo: "ultra",
    effort: "medium",
    priority: 3,
    since: "0.153.0",
    multiAgent: "v2",
  },
  {
    ...lite,
    slug: "gpt-6-luna",
    name: "GPT-6-Luna",
    upTo: "max",
    effort: "medium",
    priority: 4,
    since: "0.153.0",
    multiAgent: "v2",
  },
  {
    ...lite,
    slug: "gpt-5.6-sol",
    name: "GPT-5.6-Sol",
    upTo: "ultra",
    effort: "low",
    priority: 5,
    since: "0.144.0",
    multiAgent: "v2",
    upgrade: "gpt-6-sol",
  },
  {
    ...lite,
    slug: "gpt-6.1-terra",
    name: "GPT-6.1 Terra",
    context: 500_000,
    upTo: "ultra",
    effort: "low",
    priority: 7,
    since: "0.160.0",
    multiAgent: "v2",
  },
  {
    ...lite,
    slug: "gpt-5.6-terra",
    name: "GPT-5.6-Terra",
    upTo: "ultra",
    effort: "medium",
    priority: 8,
    since: "0.144.0",
    multiAgent: "v2",
    upgrade: "gpt-6-sol",
  },
  {
    ...lite,
    slug: "gpt-5.6-luna",
    name: "GPT-5.6-Luna",
    upTo: "max",
    effort: "medium",
    priority: 9,
    since: "0.144.0",
    multiAgent: "v1",
    upgrade: "gpt-6-luna",
  },
  {
    ...plain,
    slug: "gpt-5.5",
    name: "GPT-5.5",
    tiers: true,
    effort: "medium",
    priority: 13,
    since: "0.124.0",
    upgrade: "gpt-6-sol",
  },
  {
    ...plain,
    slug: "gpt-5.4",
    name: "GPT-5.4",
    maxContext: 1_000_000,
    tiers: true,
    effort: "medium",
    priority: 16,
    since: "0.98.0",
    paidOnly: true,
    upgrade: "gpt-5.6-terra",
  },
  {
    ...plain,
    slug: "gpt-5.4-mini",
    name: "GPT-5.4-Mini",
    effort: "medium",
    priority: 23,
    since: "0.98.0",
    upgrade: "gpt-5.6-luna",
  },
  {
    ...plain,
    slug: "gpt-5.3-codex-spark",
    name: "GPT-5.3-Codex-Spark",
    context: 128_000,
    maxContext: 128_000,
    effort: "high",
    priority: 26,
    since: "0.100.0",
    textOnly: true,
    paidOnly: true,
  },
  {
    ...lite,
    slug: "codex-auto-review",
    name: "Codex Auto Review",
    upTo: "max",
    effort: "medium",
    priority: 43,
    since: "0.98.0",
    listed: false,
    multiAgent: "v1",
  },
];

const effortTexts = [
  ["low", "Fast responses with lighter reasoning"],
  ["medium", "Balances speed and reasoning depth for everyday tasks"],
  ["high", "Greater reasoning depth for complex problems"],
  ["xhigh", "Extra high reasoning depth for complex problems"],
  ["max", "Maximum reasoning depth for the hardest problems"],
  ["ultra", "Maximum reasoning with automatic task delegation"],
] as const;

const freePlans = ["free", "free_workspace", "k12"];
const paidPlans = ["go", "plus", "pro", "prolite", "team", "business", "enterprise", "edu", "education"];

function entry(row: Row): CatalogModel {
  const efforts = effortTexts.slice(0, effortTexts.findIndex(([effort]) => effort === row.upTo) + 1);
  return {
    slug: row.slug,
    display_name: row.name,
    description: `${row.name}, simulated.`,
    default_reasoning_level: row.effort,
    supported_reasoning_levels: efforts.map(([effort, description]) => ({ effort, description })),
    shell_type: "unified_exec",
    visibility: row.listed ? "list" : "hide",
    supported_in_api: true,
    priority: row.priority,
    additional_speed_tiers: row.tiers ? ["fast"] : [],
    service_tiers: row.tiers
      ? [{ id: "priority", name: "Fast", description: "1.5x speed, increased usage" }]
      : [],
    availability_nux: null,
    upgrade: row.upgrade ? { model: row.upgrade, migration_markdown: `Meet ${row.upgrade}.` } : null,
    base_instructions: `You are Codex, a coding agent based on ${row.name}. Help with the workspace you share.`,
    default_reasoning_summary: "none",
    supports_reasoning_summaries: true,
    support_verbosity: true,
    default_verbosity: "low",
    apply_patch_tool_type: "freeform",
    web_search_tool_type: "text_and_image",
    truncation_policy: { mode: "tokens", limit: 10_000 },
    supports_parallel_tool_calls: true,
    supports_image_detail_original: true,
    context_window: row.context,
    max_context_window: row.maxContext,
    effective_context_window_percent: 95,
    experimental_supported_tools: [],
    input_modalities: row.textOnly ? ["text"] : ["text", "image"],
    supports_search_tool: true,
    use_responses_lite: row.lite,
    ...(row.lite && { tool_mode: "code_mode_only", multi_agent_version: row.multiAgent }),
    prefer_websockets: false,
    minimal_client_version: row.since,
    available_in_plans: row.paidOnly ? paidPlans : [...freePlans, ...paidPlans],
  };
}

const catalog: readonly CatalogModel[] = rows.map(entry);

export function findModel(slug: string): CatalogModel | undefined {
  return catalog.find((model) => model.slug === slug);
}

export interface CatalogAnswer {
  body: string;
  etag: string;
}

const answers = new Map<string, CatalogAnswer>();

/** What a client of this version sees on this plan; newer models are left out. */
export function catalogFor(clientVersion: string, plan: string): CatalogAnswer {
  const visible = catalog.filter(
    (model) =>
      compareVersions(model.minimal_client_version, clientVersion) <= 0 &&
      (!freePlans.includes(plan) || model.available_in_plans.includes(plan)),
  );
  const key = visible.map((model) => model.slug).join();
  const known = answers.get(key);
  if (known) return known;
  const body = JSON.stringify({ models: visible });
  const answer = { body, etag: `W/"${createHash("sha256").update(body).digest("hex").slice(0, 32)}"` };
  answers.set(key, answer);
  return answer;
}

export function offeredToPlan(model: CatalogModel, plan: string): boolean {
  return !freePlans.includes(plan) || model.available_in_plans.includes(plan);
}
