/** POST /v1/images/generations and /v1/images/edits */
import type { Credentials } from "../../platform/credentials.ts";
import { openaiError } from "../../protocols/shared/error-answer.ts";
import {
  failImages,
  imageOfItem,
  imagesAnswer,
  initialImages,
  stepImages,
  toldShape,
  type MadeImage,
} from "../../protocols/images/answer.ts";
import {
  imageCall,
  imageModel,
  imageTurn,
  planEdit,
  planGeneration,
  type ImagePlan,
} from "../../protocols/images/request.ts";
import { UpstreamFailure } from "../../providers/failure.ts";
import { editFields, generationFields } from "../../protocols/images/fields.ts";
import { attachmentsOfUrls } from "../../protocols/shared/attachments.ts";
import { textHash } from "../../protocols/shared/text-hash.ts";
import { tokenUsage } from "../../protocols/wire/token-usage.ts";
import type { FieldTable } from "../../protocols/shared/field-table.ts";
import { createCollector } from "../../protocols/wire/collect.ts";
import type { WireItem, WireUsage } from "../../protocols/wire/wire.ts";
import { readJson } from "../http/body.ts";
import { conversationKey } from "../turn/conversation-key.ts";
import type { Exchange } from "../http/exchange.ts";
import { readForm } from "../http/form-body.ts";
import { recordTurn, tellDropped } from "../turn/record-turn.ts";
import { startTurn } from "../turn/run-turn.ts";
import type { StartedTurn } from "../turn/serve-turn.ts";
import { streamTurn } from "../transports/http-answer.ts";
import { withAccount, type Serving } from "../turn/account-failover.ts";
import { patienceOf } from "../waiting/patience.ts";

export async function imageGenerations(exchange: Exchange): Promise<void> {
  const body = await readJson(exchange);
  await answerImages(exchange, planGeneration(body), body, generationFields);
}

export async function imageEdits(exchange: Exchange): Promise<void> {
  const { request } = exchange;
  const isForm = request.is("multipart/form-data") !== false && request.is("multipart/form-data") !== null;
  const body = isForm ? formFields(await readForm(exchange)) : await readJson(exchange);
  await answerImages(exchange, planEdit(body), body, editFields);
}

/** `sent` was read as a plan: it is an object. */
async function answerImages(
  exchange: Exchange,
  plan: ImagePlan,
  sent: unknown,
  fields: FieldTable,
): Promise<void> {
  const { services, response, record } = exchange;
  const body = sent as Record<string, unknown>;
  const asked = typeof body["model"] === "string" ? body["model"] : null;
  const { stream, dropped } = plan;
  recordTurn(record, { model: imageModel, asked, stream, dropped, body, fields });
  tellDropped(response, dropped);
  record.row.attachments = attachmentsOfUrls(plan.sources);
  const created = Math.floor(services.now() / 1000);
  if (plan.stream) {
    const state = initialImages(plan, created);
    await streamTurn(exchange, () => turn(exchange, plan), {
      step: (event) => stepImages(state, event),
      fail: (failure) => failImages(state, openaiError(failure).body.error),
    });
    return;
  }
  // The image call makes PNG only.
  const made = plan.outputFormat === "png" ? await byCall(exchange, plan) : null;
  const { images, usage } = made ?? (await byTurns(exchange, plan));
  response.json(imagesAnswer(plan, images, created, usage));
}

interface Made {
  images: MadeImage[];
  usage: Record<string, unknown> | null;
}

/** null where the backend does not know the call: the older way is left then. */
async function byCall(exchange: Exchange, plan: ImagePlan): Promise<Made | null> {
  const made: Made = { images: [], usage: null };
  // A backend that makes fewer at once is asked for the rest.
  while (made.images.length < plan.count) {
    const more = await oneCall(exchange, { ...plan, count: plan.count - made.images.length });
    if (more === null) return null;
    made.images.push(...more.images.slice(0, plan.count - made.images.length));
    made.usage = summed(made.usage, more.usage);
  }
  return made;
}

/** Tokens of several calls; details that are told inside are those of the last one. */
function summed(one: Made["usage"], other: Made["usage"]): Made["usage"] {
  if (one === null || other === null) return one ?? other;
  const sum = { ...one, ...other };
  for (const [name, value] of Object.entries(one)) {
    const more = other[name];
    if (typeof value === "number" && typeof more === "number") sum[name] = value + more;
  }
  return sum;
}

/** At least one image, at most as many as planned. */
async function oneCall(exchange: Exchange, plan: ImagePlan): Promise<Made | null> {
  const { services, request, record, signal } = exchange;
  const path = plan.sources.length > 0 ? "/codex/images/edits" : "/codex/images/generations";
  record.row.imageRoute = "call";
  const call = async (credentials: Credentials, serving: Serving) => {
    const { trace } = serving;
    trace.mark("sent");
    try {
      const { headers, json } = await services.codex.json(credentials, path, signal, imageCall(plan), () =>
        trace.mark("connected"),
      );
      trace.answered(headers, 200);
      trace.mark("firstOutput");
      serving.answered();
      const answer = json as { data?: unknown; usage?: WireUsage & Record<string, unknown> };
      trace.counted(tokenUsage(answer.usage), null);
      return answer;
    } catch (error) {
      throw asPlanFailure(error);
    }
  };
  try {
    const answer = await withAccount(services, record, call, {
      signal,
      patience: patienceOf(services, request.headers),
      fingerprint: () => textHash(JSON.stringify(plan)),
    });
    const told = toldShape(answer);
    const images = Array.isArray(answer.data) ? answer.data.flatMap((entry) => madeImage(entry, told)) : [];
    if (images.length === 0) throw noImage();
    return { images, usage: answer.usage ?? null };
  } catch (error) {
    if (error instanceof UpstreamFailure && error.status === 404) return null;
    throw error;
  }
}

async function byTurns(exchange: Exchange, plan: ImagePlan): Promise<Made> {
  const turns = await Promise.all(
    Array.from({ length: plan.count }, async () => collectItems(await turn(exchange, plan))),
  );
  const images = turns.flat().flatMap((item) => imageOfItem(item) ?? []);
  if (images.length === 0) throw noImage();
  if (images.length < plan.count) {
    const message = `The backend made ${images.length} of ${plan.count} images.`;
    throw new UpstreamFailure({ kind: "protocol", code: "too_few_images", message });
  }
  return { images: images.slice(0, plan.count), usage: null };
}

async function turn(exchange: Exchange, plan: ImagePlan): Promise<StartedTurn> {
  const { services, request, record, signal } = exchange;
  record.row.imageRoute = "turn";
  const conversation = conversationKey({}, request.headers, () => ["image", plan.prompt]);
  const wire = imageTurn(plan, services.settings.values().models.default, conversation);
  try {
    const { batches } = await startTurn(services, record, wire, {}, signal, {
      patience: patienceOf(services, request.headers),
    });
    return { account: "", batches };
  } catch (error) {
    throw asPlanFailure(error);
  }
}

async function collectItems({ batches }: StartedTurn): Promise<WireItem[]> {
  const collector = createCollector();
  for await (const batch of batches) for (const event of batch) collector.push(event);
  return collector.response()?.output ?? [];
}

// A plan without images is refused as a whole; that says nothing against the account.
function asPlanFailure(error: unknown): unknown {
  if (!(error instanceof UpstreamFailure)) return error;
  const refused =
    error.kind === "forbidden" || /image_generation.*not (found|supported|available)/i.test(error.message);
  if (!refused) return error;
  return new UpstreamFailure({
    kind: "not-in-plan",
    status: error.status,
    message: `This account's plan makes no images (${error.message.replace(/\.$/, "")}). Use an account with a paid plan.`,
    cause: error,
  });
}

function madeImage(entry: unknown, told: MadeImage["told"]): MadeImage[] {
  const { b64_json: b64, revised_prompt: revised } = (entry ?? {}) as Record<string, unknown>;
  if (typeof b64 !== "string" || b64 === "") return [];
  return [{ b64, revisedPrompt: typeof revised === "string" ? revised : null, told }];
}

function noImage(): UpstreamFailure {
  return new UpstreamFailure({ kind: "protocol", message: "The backend answered without an image." });
}

// Forms know only text.
function formFields(fields: Record<string, unknown>): Record<string, unknown> {
  const typed: Record<string, unknown> = { ...fields };
  for (const name of ["n", "partial_images"])
    if (typeof typed[name] === "string") typed[name] = Number(typed[name]);
  if (typeof typed["stream"] === "string") typed["stream"] = typed["stream"] === "true";
  return typed;
}
