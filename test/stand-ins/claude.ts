/**
 * Claude Code for tests: the flags, the control channel and the lines of the real program as they were recorded (backends
 * 3), without a model behind it. What it does beside answering is said by the model's name. It writes what it was told
 * to the file STAND_IN_LOG.
 */
import { appendFileSync } from "node:fs";
import { createInterface } from "node:readline";

type Json = Record<string, unknown>;

const withValue = new Set([
  "--input-format",
  "--output-format",
  "--setting-sources",
  "--tools",
  "--allowedTools",
  "--permission-mode",
  "--permission-prompts",
  "--model",
  "--effort",
]);
const plain = new Set([
  "-p",
  "--verbose",
  "--include-partial-messages",
  "--no-session-persistence",
  "--strict-mcp-config",
]);

const args = process.argv.slice(2);
const lacks = process.env["STAND_IN_LACKS"];
const log = (what: Json) => {
  const file = process.env["STAND_IN_LOG"];
  if (file) appendFileSync(file, `${JSON.stringify({ pid: process.pid, ...what })}\n`);
};

if (args[0] === "--version") {
  process.stdout.write("2.1.332 (Claude Code)\n");
  process.exit();
}
if (args[0] === "--help") {
  const flags = [...withValue, ...plain].filter((flag) => flag !== lacks);
  process.stdout.write(`Usage: claude [options]\n${flags.map((flag) => `  ${flag} <value>`).join("\n")}\n`);
  process.exit();
}

const set = new Map<string, string>();
for (let at = 0; at < args.length; at += 1) {
  const flag = args[at] ?? "";
  if (withValue.has(flag)) set.set(flag, args[(at += 1)] ?? "");
  else if (!plain.has(flag)) {
    process.stderr.write(`error: unknown option '${flag}'\n`);
    process.exit(1);
  }
}
const model = set.get("--model") ?? "";
log({ started: args, env: process.env, cwd: process.cwd() });

const say = (line: Json) => void process.stdout.write(`${JSON.stringify(line)}\n`);
const event = (body: Json) => say({ type: "stream_event", event: body, parent_tool_use_id: null });
const source = model === "pays-by-key-late" ? "ANTHROPIC_API_KEY" : "none";
const usage = {
  input_tokens: 12,
  cache_creation_input_tokens: 100,
  cache_read_input_tokens: 2000,
  output_tokens: 1,
};

let system: unknown = null;
let tools: { name: string }[] = [];
const history: Json[] = [];
const calls = new Map<string, (result: Json) => void>();
let interrupted: (() => void) | null = null;
let answers = 0;

function init(): void {
  say({
    type: "system",
    subtype: "init",
    tools: tools.map(({ name }) => `mcp__client__${name}`),
    model,
    permissionMode: set.get("--permission-mode"),
    apiKeySource: source,
    claude_code_version: "2.1.332",
  });
}

function done(more: Json = {}): void {
  say({ type: "result", subtype: "success", is_error: false, api_error_status: null, usage, ...more });
}

function begin(): void {
  answers += 1;
  const message = {
    id: `msg_${process.pid}x${answers}`,
    type: "message",
    role: "assistant",
    model,
    content: [],
    usage,
  };
  event({ type: "message_start", message });
}

function block(index: number, body: Json, deltas: Json[]): void {
  event({ type: "content_block_start", index, content_block: body });
  for (const delta of deltas) event({ type: "content_block_delta", index, delta });
  event({ type: "content_block_stop", index });
}

function end(reason: string | null, output = 9): void {
  event({ type: "message_delta", delta: { stop_reason: reason }, usage: { output_tokens: output } });
  event({ type: "message_stop" });
}

function answer(text: string): void {
  begin();
  block(
    0,
    { type: "text", text: "" },
    text.split(/(?<= )/).map((piece) => ({ type: "text_delta", text: piece })),
  );
  say({ type: "assistant", message: { model, content: [{ type: "text", text }] } });
  end("end_turn");
  history.push({ role: "assistant", content: [{ type: "text", text }] });
}

function refuse(error: string, status: number | null, words: string, more: Json = {}): void {
  say({
    type: "assistant",
    message: { model: "<synthetic>", content: [{ type: "text", text: words }] },
    error,
  });
  done({ is_error: true, api_error_status: status, result: words, terminal_reason: "api_error", ...more });
}

/** Asks for all at once, as tools that only read are (backends 3.6). */
async function callTools(): Promise<Json[]> {
  begin();
  const results = tools.map(({ name }, index) => {
    const id = `toolu_${process.pid}x${answers}x${index}`;
    const input = JSON.stringify({ index });
    const pieces = [{ type: "input_json_delta", partial_json: input }];
    block(index, { type: "tool_use", id, name: `mcp__client__${name}`, input: {} }, pieces);
    const message = {
      jsonrpc: "2.0",
      id: index,
      method: "tools/call",
      params: { name, arguments: { index }, _meta: { "claudecode/toolUseId": id } },
    };
    const request = { subtype: "mcp_message", server_name: "client", message };
    say({ type: "control_request", request_id: `ask-${id}`, request });
    return new Promise<Json>((resolve) => calls.set(`ask-${id}`, resolve));
  });
  end("tool_use");
  const told = await Promise.all(results);
  log({ results: told });
  return told;
}

const textOf = (content: unknown): string =>
  (content as Json[]).map((part) => String(part["text"] ?? `[${String(part["type"])}]`)).join(" ");

const resultsIn = (content: Json[]) =>
  `Results: ${content.map((result) => textOf(result["content"])).join(", ")}.`;

async function turn(content: Json[]): Promise<void> {
  const text = textOf(content);
  say({ type: "system", subtype: "status", status: "requesting" });
  switch (model) {
    case "dies":
      begin();
      block(0, { type: "text", text: "" }, [{ type: "text_delta", text: "half an " }]);
      return void process.stdout.write("", () => process.exit(3));
    case "dies-at-once":
      process.stderr.write(`it was asked: ${text}\n`);
      return process.exit(3);
    case "floods":
      return void process.stderr.write(`${text}\n`.repeat(200_000), () => process.exit(4));
    case "refused-401":
      return refuse("authentication_failed", 401, "Please run /login");
    case "not-signed-in":
      return refuse("authentication_failed", null, "Not logged in · Please run /login");
    case "refused-404":
      return refuse("model_not_found", 404, "Run --model to pick a different model.");
    case "refused-429":
      return refuse("rate_limit", 429, "API Error: Request rejected (429)");
    case "refused-529":
      return refuse("server_error", 529, "API Error: 529 Overloaded");
    case "used-up": {
      const resetsAt = Math.floor(Date.now() / 1000) + 3600;
      say({ type: "rate_limit_event", rate_limit_info: { status: "rejected", resetsAt } });
      return refuse("rate_limit", 429, "You've hit your limit");
    }
    case "too-long":
      return refuse("invalid_request", 400, "Prompt is too long", { terminal_reason: "prompt_too_long" });
    case "slow":
      return slowly();
    default: {
      const results = content.filter((part) => part["type"] === "tool_result");
      if (results.length > 0) answer(resultsIn(results));
      else if (text === "call" && tools.length > 0) answer(resultsIn(await callTools()));
      else answer(`You said: ${text}`);
      say({ type: "a_type_that_nobody_knows" });
      return done();
    }
  }
}

function slowly(): Promise<void> {
  begin();
  event({ type: "content_block_start", index: 0, content_block: { type: "text", text: "" } });
  const piece = () =>
    event({ type: "content_block_delta", index: 0, delta: { type: "text_delta", text: "and " } });
  const timer = setInterval(piece, 10);
  return new Promise((resolve) => {
    interrupted = () => {
      clearInterval(timer);
      log({ interrupted: true });
      end(null);
      done({ subtype: "error_during_execution", is_error: true, terminal_reason: "aborted_streaming" });
      resolve();
    };
  });
}

const models = ["sonnet", "opus"].map((value) => ({
  value,
  resolvedModel: `claude-${value}-5-5`,
  displayName: value,
  supportedEffortLevels: ["low", "high"],
}));

function control(id: string, request: Json): void {
  const reply = (response: Json) =>
    say({ type: "control_response", response: { subtype: "success", request_id: id, response } });
  switch (request["subtype"]) {
    case "initialize": {
      system = request["systemPrompt"] ?? null;
      const manifests = request["sdkMcpServerManifests"] as
        | { client?: { toolsListResult: { tools: typeof tools } } }
        | undefined;
      tools = manifests?.client?.toolsListResult.tools ?? [];
      const key = model === "pays-by-key" ? { apiKeySource: "ANTHROPIC_API_KEY" } : {};
      const signedOut = model === "not-signed-in" || process.env["STAND_IN_SIGNED_OUT"] !== undefined;
      const tokenSource = signedOut ? "none" : "claude.ai";
      return reply({ models, account: { tokenSource, apiProvider: "firstParty", ...key } });
    }
    case "get_usage": {
      const resets = new Date(Date.now() + 3_600_000).toISOString();
      const windows = {
        five_hour: { utilization: 12, resets_at: resets },
        seven_day: { utilization: 34, resets_at: resets },
        seven_day_opus: null,
      };
      return reply({ subscription_type: "max", rate_limits_available: true, rate_limits: windows });
    }
    case "interrupt":
      reply({ still_queued: [] });
      return interrupted?.();
    default:
      return say({
        type: "control_response",
        response: { subtype: "error", request_id: id, error: "Unknown request" },
      });
  }
}

if (model === "hangs") process.on("SIGTERM", () => {});
if (model === "writes-no-json") process.stdout.write("This is a shell, and no agent.\n".repeat(40));

let work = Promise.resolve();
const input = createInterface({ input: process.stdin });
input.on("line", (text) => {
  if (model === "hangs" || model === "writes-no-json") return;
  const line = JSON.parse(text) as Json;
  switch (line["type"]) {
    case "control_request":
      return control(String(line["request_id"]), line["request"] as Json);
    case "control_response": {
      const { request_id: id, response } = line["response"] as { request_id: string; response: Json };
      const { result } = response["mcp_response"] as { result: Json };
      return calls.get(id)?.(result);
    }
    case "assistant":
      history.push(line["message"] as Json);
      return;
    case "user": {
      const message = line["message"] as Json;
      work = work.then(() => {
        init();
        history.push(message);
        if (line["shouldQuery"] === false) return done({ num_turns: 0 });
        log({ asked: history, system, tools: tools.map(({ name }) => name) });
        return turn(message["content"] as Json[]);
      });
      return;
    }
  }
});
// As the real one: with its input closed it ends.
if (model !== "hangs") input.on("close", () => void work.then(() => process.exit(0)));
else setInterval(() => {}, 1000);
