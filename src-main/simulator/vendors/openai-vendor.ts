/**
 * A stand-in for an OpenAI-compatible server, in both dialects (backends 8.5). It calls every tool it is offered, all at
 * once, and answers with what the results were.
 */
import {
  asList,
  asObject,
  frame,
  startVendor,
  type Vendor,
  type VendorReply,
  type VendorRequest,
} from "./vendor-server.ts";

export interface OpenaiVendorOptions {
  /** What has to come as bearer token; absent: none is asked for. */
  key?: string;
  /** Fields that it refuses by name, as strict servers do. */
  refuses?: readonly string[];
  thoughts?: "reasoning_content" | "reasoning" | "think";
  /** False: it tells no usage though it was asked to. */
  usage?: boolean;
  /** False: the stream just ends. */
  done?: boolean;
  /** The list of models is a list and nothing around it. */
  bareList?: boolean;
  /** False: calls have no ids. */
  ids?: boolean;
}

export function startOpenaiVendor(options: OpenaiVendorOptions = {}): Promise<Vendor> {
  return startVendor((request) => answer(request, options));
}

function refusal(status: number, message: string, more: object = {}): VendorReply {
  return {
    status,
    body: { error: { message, type: "invalid_request_error", param: null, code: null, ...more } },
  };
}

function answer(request: VendorRequest, options: OpenaiVendorOptions): VendorReply {
  const { path, headers, body } = request;
  if (options.key !== undefined && headers["authorization"] !== `Bearer ${options.key}`)
    return refusal(401, `Incorrect API key provided: ${String(headers["authorization"])}.`, {
      code: "invalid_api_key",
    });
  if (path === "/v1/models") {
    const data = [{ id: "some-model", owned_by: "vllm", max_model_len: 4096 }];
    return { body: options.bareList === true ? JSON.stringify(data) : { object: "list", data } };
  }
  if (body === null) return refusal(400, "The body is no JSON object.");
  const wrong = options.refuses?.find((field) => field in body);
  if (wrong !== undefined) return refusal(400, `Unrecognized request argument supplied: ${wrong}`);
  if (body["model"] !== "some-model")
    return refusal(404, `The model '${String(body["model"])}' does not exist`, { code: "model_not_found" });
  switch (path) {
    case "/v1/chat/completions":
      return refusedMessages(asList(body["messages"])) ?? chatAnswer(body, options);
    case "/v1/responses":
      return responsesAnswer(body);
    case "/v1/embeddings":
      return {
        body: {
          object: "list",
          data: [{ object: "embedding", index: 0, embedding: [0.5] }],
          model: "some-model",
        },
      };
    default:
      return { status: 404, body: "404 page not found" };
  }
}

/** Every call is answered by a message of its tool, directly behind. */
function refusedMessages(messages: ReturnType<typeof asList>): VendorReply | null {
  let open: unknown[] = [];
  for (const [index, message] of messages.entries()) {
    const { role, content } = message;
    if (role === "tool") {
      if (!open.includes(message["tool_call_id"]))
        return refusal(400, `messages[${index}] answers no call of the message before.`);
      if (typeof content !== "string") return refusal(400, `messages[${index}].content must be a string.`);
      open = open.filter((id) => id !== message["tool_call_id"]);
      continue;
    }
    if (open.length > 0) return refusal(400, `messages[${index}]: calls before it have no answer.`);
    if (role === "assistant") open = asList(message["tool_calls"]).map(({ id }) => id);
    else if (role !== "system" && role !== "user" && role !== "developer")
      return refusal(400, `messages[${index}].role is no role.`);
  }
  return null;
}

interface Answer {
  text: string;
  calls: { id: string; name: string; args: string }[];
}

function answerTo(parts: {
  tools: readonly string[];
  results: readonly string[];
  images: number;
  schema: boolean;
}): Answer {
  const { tools, results, images, schema } = parts;
  if (schema) return { text: '{"answer":"yes"}', calls: [] };
  if (tools.length > 0 && results.length === 0)
    return {
      text: "",
      calls: tools.map((name, index) => ({ id: `call_${name}`, name, args: JSON.stringify({ index }) })),
    };
  const said =
    results.length > 0 ? `Results: ${results.join(", ")}.` : images > 0 ? `Images: ${images}.` : "Hello.";
  return { text: said, calls: [] };
}

function chatAnswer(body: Readonly<Record<string, unknown>>, options: OpenaiVendorOptions): VendorReply {
  const messages = asList(body["messages"]);
  const images = messages.flatMap(({ content }) =>
    asList(content).filter(({ type }) => type === "image_url"),
  );
  const results = messages.flatMap(({ role, content }) => (role === "tool" ? [String(content)] : []));
  const tools = asList(body["tools"]).map((tool) => String(asObject(tool["function"])["name"]));
  const schema = asObject(body["response_format"])["type"] === "json_schema";
  const { text, calls } = answerTo({ tools, results, images: images.length, schema });
  const { thoughts, ids = true, usage = true, done = true } = options;
  const chunk = (delta: object, finish_reason: string | null = null) =>
    frame({
      id: "chatcmpl-1",
      object: "chat.completion.chunk",
      model: "some-model",
      choices: [{ index: 0, delta, finish_reason }],
    });
  const told = usage && asObject(body["stream_options"])["include_usage"] === true;
  const counts = { prompt_tokens: 7, completion_tokens: 5, prompt_tokens_details: { cached_tokens: 3 } };
  if (body["stream"] !== true) {
    const tool_calls = calls.map(({ id, name, args }) => ({
      id,
      type: "function",
      function: { name, arguments: args },
    }));
    const message = { role: "assistant", content: text, ...(calls.length > 0 ? { tool_calls } : {}) };
    return {
      body: {
        id: "chatcmpl-1",
        object: "chat.completion",
        choices: [{ index: 0, message, finish_reason: "stop" }],
        usage: counts,
      },
    };
  }
  return {
    body: [
      chunk({ role: "assistant", content: "" }),
      ...(thoughts === "think" ? [chunk({ content: "<thi" }), chunk({ content: "nk>hm</think>\n" })] : []),
      ...(thoughts !== undefined && thoughts !== "think" ? [chunk({ [thoughts]: "hm" })] : []),
      ...(text === "" ? [] : [chunk({ content: text.slice(0, 3) }), chunk({ content: text.slice(3) })]),
      ...calls.map(({ id, name }, index) =>
        chunk({
          tool_calls: [
            { index, ...(ids ? { id } : {}), type: "function", function: { name, arguments: "" } },
          ],
        }),
      ),
      ...calls.map(({ args }, index) =>
        chunk({ tool_calls: [{ index, function: { name: "", arguments: args } }] }),
      ),
      chunk({}, calls.length > 0 ? "tool_calls" : "stop"),
      ...(told ? [frame({ object: "chat.completion.chunk", choices: [], usage: counts })] : []),
      ...(done ? [frame("[DONE]")] : []),
    ],
  };
}

function responsesAnswer(body: Readonly<Record<string, unknown>>): VendorReply {
  const input = asList(body["input"]);
  const images = input.flatMap(({ content }) => asList(content).filter(({ type }) => type === "input_image"));
  const results = input.flatMap(({ type, output }) =>
    type === "function_call_output" ? [typeof output === "string" ? output : JSON.stringify(output)] : [],
  );
  const tools = asList(body["tools"]).map(({ name }) => String(name));
  const schema = asObject(asObject(body["text"])["format"])["type"] === "json_schema";
  const { text, calls } = answerTo({ tools, results, images: images.length, schema });
  const items = [
    ...(text === ""
      ? []
      : [
          {
            type: "message",
            id: "msg_1",
            role: "assistant",
            content: [{ type: "output_text", text, annotations: [] }],
          },
        ]),
    ...calls.map(({ id, name, args }) => ({
      type: "function_call",
      id: `fc_${name}`,
      call_id: id,
      name,
      arguments: args,
    })),
  ];
  const response = (status: string, more: object) => ({
    id: "resp_1",
    object: "response",
    model: "some-model",
    status,
    output: [],
    ...more,
  });
  const usage = {
    input_tokens: 7,
    input_tokens_details: { cached_tokens: 3 },
    output_tokens: 5,
    total_tokens: 12,
  };
  const events = [
    { type: "response.created", response: response("in_progress", {}) },
    ...items.flatMap((item, output_index) => [
      { type: "response.output_item.added", output_index, item: { ...item, content: [], arguments: "" } },
      { type: "response.output_item.done", output_index, item },
    ]),
    { type: "response.completed", response: response("completed", { output: items, usage }) },
  ];
  if (body["stream"] !== true) return { body: response("completed", { output: items, usage }) };
  return { body: events.map((event, sequence_number) => frame({ ...event, sequence_number })) };
}
