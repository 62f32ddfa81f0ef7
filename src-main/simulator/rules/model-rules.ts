/** Which model a client may use: catalog, plan, client version, effort and tier (codex-backend 2.2, 2.4). */
import { compareVersions } from "../../../src-shared/compare-versions.ts";
import { isRecord, textOf, type Json } from "./json-shape.ts";
import { findModel, offeredToPlan, type CatalogModel } from "../models-catalog.ts";
import { apiError, detail, type Reply } from "../answers/reply.ts";

export type ClientHeaders = Record<string, string>;

/** From `version`, else from the user agent; 0.0.0 when neither tells. */
export function clientVersion(headers: ClientHeaders): string {
  const version = /^\d+\.\d+\.\d+/.exec(headers["version"] ?? "")?.[0];
  return version ?? /^[^/]+\/(\d+\.\d+\.\d+)/.exec(headers["user-agent"] ?? "")?.[1] ?? "0.0.0";
}

function looksLikeCodex(headers: ClientHeaders): boolean {
  const originator = headers["originator"] ?? "";
  return /^codex/i.test(originator) && (headers["user-agent"] ?? "").startsWith(`${originator}/`);
}

export type ModelCheck = { model: CatalogModel; refusal?: never } | { model?: never; refusal: Reply };

export function checkModel(slug: unknown, plan: string, headers: ClientHeaders): ModelCheck {
  const model = typeof slug === "string" ? findModel(slug) : undefined;
  const refusal = refuseModel(slug, model, plan, headers);
  if (model && !refusal) return { model };
  return { refusal: refusal ?? detail(400, "Model not found") };
}

function refuseModel(
  slug: unknown,
  model: CatalogModel | undefined,
  plan: string,
  headers: ClientHeaders,
): Reply | null {
  if (typeof slug !== "string" || slug === "") {
    return apiError(400, {
      message: "Missing required parameter: 'model'.",
      code: "missing_required_parameter",
      param: "model",
    });
  }
  if (!model || !offeredToPlan(model, plan)) {
    return detail(400, `The '${slug}' model is not supported when using Codex with a ChatGPT account.`);
  }
  if (compareVersions(clientVersion(headers), model.minimal_client_version) < 0) {
    return detail(
      400,
      `The '${slug}' model requires a newer version of Codex. Please upgrade to the latest app or CLI and try again.`,
    );
  }
  if (slug.endsWith("-luna") && !looksLikeCodex(headers)) {
    return apiError(404, { message: `Model not found ${slug}`, code: null, param: "model" });
  }
  return null;
}

function unsupported(param: string, value: unknown, model: CatalogModel, supported: string[]): Reply {
  const list = supported.map((entry) => `'${entry}'`).join(", ");
  return apiError(400, {
    message: `Unsupported value: '${textOf(value)}' is not supported with the '${model.slug}' model. Supported values are: ${list}.`,
    code: "unsupported_value",
    param,
  });
}

const reasoningKeys = new Set(["effort", "summary", "context"]);
const summaries = ["auto", "concise", "detailed"];

/** `reasoning` and `service_tier`. `ultra` is a word of the client and never travels (models 3.3). */
export function checkEffort(body: Json, model: CatalogModel): Reply | null {
  const tier = body["service_tier"];
  if (tier !== undefined && !model.service_tiers.some((offered) => offered.id === tier)) {
    return detail(400, `Unsupported service_tier: ${textOf(tier)}`);
  }
  const reasoning = body["reasoning"];
  if (reasoning === undefined || reasoning === null) return null;
  if (!isRecord(reasoning)) {
    return apiError(400, {
      message: "Invalid type for 'reasoning': expected an object.",
      code: "invalid_type",
      param: "reasoning",
    });
  }
  for (const key of Object.keys(reasoning)) {
    if (!reasoningKeys.has(key)) return detail(400, `Unsupported parameter: reasoning.${key}`);
  }
  const efforts = model.supported_reasoning_levels
    .map((level) => level.effort)
    .filter((effort) => effort !== "ultra");
  if (!model.use_responses_lite) efforts.unshift("none", "minimal");
  const { effort, summary } = reasoning;
  if (effort !== undefined && !efforts.includes(textOf(effort))) {
    return unsupported("reasoning.effort", effort, model, efforts);
  }
  if (summary !== undefined && !summaries.includes(textOf(summary))) {
    return unsupported("reasoning.summary", summary, model, summaries);
  }
  return null;
}
