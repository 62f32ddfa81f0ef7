/** POST /v1/images/generations and /v1/images/edits */
import type { Credentials } from "../../platform/credentials.ts";
import { openaiError } from "../../translate/error-answer.ts";
import {
  failImages,
  imageOfItem,
  imagesAnswer,
  initialImages,
  stepImages,
  toldShape,
  type MadeImage,
} from "../../translate/image-answer.ts";
import {
  imageCall,
  imageModel,
  imageTurn,
  planEdit,
  planGeneration,
  type ImagePlan,
} from "../../translate/image-request.ts";
import { UpstreamFailure } from "../../upstream/failure.ts";
import { editFields, generationFields } from "../../translate/image-fields.ts";
import { attachmentsOfUrls } from "../../translate/attachments.ts";
import { tokenUsage } from "../../translate/token-usage.ts";
import type { FieldTable } from "../../translate/field-table.ts";
import type { WireUsage } from "../../translate/responses-wire.ts";
import { readJson } from "../body.ts";
import { collectTurn } from "../collect-turn.ts";
import { conversationKey } from "../conversation-key.ts";
import { describeError } from "../describe-error.ts";
import type { Exchange } from "../exchange.ts";
import { readForm } from "../form-body.ts";
import { noteTurn } from "../note-turn.ts";
import { startTurn } from "../run-turn.ts";
import { streamTurn } from "../stream-turn.ts";
import { withAccount, type Serving } from "../with-account.ts";

export async function imageGenerations(exchange: Exchange): Promise<void> {
  const { services, request } = exchange;
  const body = await readJson(request, services.bodyLimit());
  await answerImages(exchange, planGeneration(body), body, generationFields);
}

export async function imageEdits(exchange: Exchange): Promise<void> {
  const { services, request } = exchange;
  const isForm = request.is("multipart/form-data") !== false && request.is("multipart/form-data") !== null;
  const body = isForm
    ? formFields(await readForm(request, services.bodyLimit()))
    : await readJson(request, services.bodyLimit());
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
  noteTurn(exchange, { model: imageModel, asked, stream, dropped, body, fields });
  record.row.attachments = attachmentsOfUrls(plan.sources);
  const created = Math.floor(services.now() / 1000);
  if (plan.stream) {
    const state = initialImages(plan, created);
    await streamTurn(exchange, turn(exchange, plan), {
      step: (event) => stepImages(state, event),
      fail: (error) => failImages(state, openaiError(describeError(error, record.row.id)).body.error),
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
  const { services, record, signal } = exchange;
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
      const answer = json as {
        data?: { b64_json?: string; revised_prompt?: string }[];
        usage?: WireUsage & Record<string, unknown>;
      };
      trace.counted(tokenUsage(answer.usage), null);
      return answer;
    } catch (error) {
      throw asPlanFailure(error);
    }
  };
  try {
    const answer = await withAccount(services, record, call, { signal });
    const told = toldShape(answer);
    const images = (answer.data ?? []).flatMap(({ b64_json, revised_prompt }) =>
      b64_json ? [{ b64: b64_json, revisedPrompt: revised_prompt ?? null, told }] : [],
    );
    if (images.length === 0) throw noImage();
    return { images, usage: answer.usage ?? null };
  } catch (error) {
    if (error instanceof UpstreamFailure && error.status === 404) return null;
    throw error;
  }
}

async function byTurns(exchange: Exchange, plan: ImagePlan): Promise<Made> {
  const turns = await Promise.all(
    Array.from({ length: plan.count }, async () => collectTurn(await turn(exchange, plan))),
  );
  const images = turns.flatMap(({ response }) =>
    (response.output ?? []).map(imageOfItem).filter((made) => made !== null),
  );
  if (images.length === 0) throw noImage();
  if (images.length < plan.count) {
    const message = `The backend made ${images.length} of ${plan.count} images.`;
    throw new UpstreamFailure({ kind: "protocol", code: "too_few_images", message });
  }
  return { images: images.slice(0, plan.count), usage: null };
}

function turn(exchange: Exchange, plan: ImagePlan) {
  const { services, request, record, signal } = exchange;
  record.row.imageRoute = "turn";
  const conversation = conversationKey({}, request.headers, () => ["image", plan.prompt]);
  const wire = imageTurn(plan, services.settings.values().models.default, conversation);
  return startTurn(services, record, wire, {}, signal).catch((error: unknown) => {
    throw asPlanFailure(error);
  });
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
