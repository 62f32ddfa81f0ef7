/** A stand-in for the Gemini API, which refuses what the real one refuses (backends 8.4). */
import {
  asList,
  asObject,
  frame,
  startVendor,
  type Vendor,
  type VendorReply,
  type VendorRequest,
} from "./vendor-server.ts";

export function startGeminiVendor(options: { key: string; refusesJsonSchema?: boolean }): Promise<Vendor> {
  return startVendor((request) => answer(request, options));
}

type Json = Readonly<Record<string, unknown>>;

function refusal(code: number, status: string, message: string, details: object[] = []): VendorReply {
  return { status: code, body: { error: { code, status, message, details } } };
}

function answer(
  { path, headers, body }: VendorRequest,
  options: { key: string; refusesJsonSchema?: boolean },
): VendorReply {
  // A wrong key is a wrong argument there.
  if (headers["x-goog-api-key"] !== options.key)
    return refusal(400, "INVALID_ARGUMENT", "API key not valid. Please pass a valid API key.", [
      { reason: "API_KEY_INVALID" },
    ]);
  if (path === "/v1beta/models") {
    const supportedGenerationMethods = ["generateContent", "countTokens"];
    return {
      body: {
        models: [
          {
            name: "models/gemini-3-pro",
            displayName: "Gemini 3 Pro",
            inputTokenLimit: 1_048_576,
            supportedGenerationMethods,
            thinking: true,
          },
        ],
      },
    };
  }
  const [, model, method] = /^\/v1beta\/models\/([^:]+):(\w+)$/.exec(decodeURIComponent(path)) ?? [];
  if (model !== "gemini-3-pro") return refusal(404, "NOT_FOUND", `models/${model} is not found.`);
  if (body === null) return refusal(400, "INVALID_ARGUMENT", "Invalid JSON payload received.");
  if (method === "countTokens") return { body: { totalTokens: 7 } };
  const contents = asList(body["contents"]);
  const declared = asList(body["tools"]).flatMap((tool) => asList(tool["functionDeclarations"]));
  if (options.refusesJsonSchema === true && declared.some((tool) => "parametersJsonSchema" in tool))
    return refusal(
      400,
      "INVALID_ARGUMENT",
      'Invalid JSON payload received. Unknown name "parametersJsonSchema" at tools[0].',
    );
  const wrong = wrongContents(contents);
  if (wrong !== null) return refusal(400, "INVALID_ARGUMENT", wrong);
  const whole = answerTo(body, contents, declared);
  if (method === "generateContent")
    return {
      body: {
        ...whole.at(-1),
        candidates: [{ content: { role: "model", parts: whole.flatMap(partsOf) }, finishReason: "STOP" }],
      },
    };
  return { body: whole.map((piece) => frame(piece).replaceAll("\n", "\r\n")) };
}

function partsOf(piece: Json): readonly Json[] {
  return asList(asObject(asList(piece["candidates"])[0]?.["content"])["parts"]);
}

/** Roles in turn, each call of the first of its step signed, as many results as calls. */
function wrongContents(contents: readonly Json[]): string | null {
  let calls = 0;
  for (const [index, { role, parts: given }] of contents.entries()) {
    const parts = asList(given);
    if (parts.length === 0) return `contents[${index}].parts must not be empty.`;
    const results = parts.filter((part) => "functionResponse" in part).length;
    if (role === "user" && results !== calls)
      return "Please ensure that the number of function response parts is equal to the number of function call parts of the function call turn.";
    const first = parts.findIndex((part) => "functionCall" in part);
    if (first >= 0 && parts[first]?.["thoughtSignature"] === undefined)
      return `Function call is missing a thought_signature in functionCall parts, position ${index}.`;
    calls = role === "model" ? parts.filter((part) => "functionCall" in part).length : 0;
  }
  return null;
}

function answerTo(body: Json, contents: readonly Json[], declared: readonly Json[]): Json[] {
  const parts = contents.flatMap((content) => asList(content["parts"]));
  const results = parts.flatMap((part) =>
    "functionResponse" in part
      ? [String(asObject(asObject(part["functionResponse"])["response"])["result"])]
      : [],
  );
  const images = parts.filter((part) => "inlineData" in part).length;
  const config = asObject(body["generationConfig"]);
  const usageMetadata = {
    promptTokenCount: 7,
    candidatesTokenCount: 3,
    thoughtsTokenCount: 2,
    cachedContentTokenCount: 3,
  };
  const piece = (given: object[], more: object = {}) => ({
    candidates: [{ content: { role: "model", parts: given }, ...more }],
  });
  const end = { ...piece([], { finishReason: "STOP" }), usageMetadata };
  const thought = piece([{ text: "hm", thought: true }]);
  if (config["responseJsonSchema"] !== undefined)
    return [piece([{ text: '{"answer":' }]), piece([{ text: '"yes"}' }]), end];
  if (declared.length > 0 && results.length === 0) {
    const calls = declared.map(({ name }, index) => ({
      functionCall: { name, args: { index } },
      ...(index === 0 ? { thoughtSignature: "c2lnbmVk" } : {}),
    }));
    return [thought, ...calls.map((call) => piece([call])), end];
  }
  const said =
    results.length > 0 ? `Results: ${results.join(", ")}.` : images > 0 ? `Images: ${images}.` : "Hello.";
  return [thought, piece([{ text: said.slice(0, 3) }]), piece([{ text: said.slice(3) }]), end];
}
