/**
 * Agent programs for tests: what they say at their start and of a new session as it was recorded of the real ones
 * (backends 7), without a model behind it. STAND_IN_AS says which one it is; what it does beside answering is said by the
 * model's name. It writes what it was told to the file STAND_IN_LOG.
 */
import { appendFileSync } from "node:fs";
import { createInterface } from "node:readline";

type Json = Record<string, unknown>;

const as = process.env["STAND_IN_AS"] ?? "gemini";
const log = (what: Json) => {
  const file = process.env["STAND_IN_LOG"];
  if (file) appendFileSync(file, `${JSON.stringify({ pid: process.pid, ...what })}\n`);
};
log({ started: process.argv.slice(2), env: process.env, cwd: process.cwd() });

const behaviours = [
  "sonnet",
  "dies",
  "dies-at-once",
  "floods",
  "prints-no-json",
  "slow",
  "deaf",
  "tries-a-command",
  "refuses",
  "repeats",
  "limited",
  "ends-without-a-word",
  "cut-at-its-limit",
];

const names: Record<string, string> = {
  gemini: "gemini-cli",
  copilot: "Copilot",
  opencode: "OpenCode",
  qwen: "qwen-code",
};
const modeIds: Record<string, string[]> = {
  gemini: ["default", "autoEdit", "yolo", "plan"],
  copilot: ["agent", "plan", "autopilot"].map(
    (id) => `https://agentclientprotocol.com/protocol/session-modes#${id}`,
  ),
  qwen: ["plan", "default", "auto-edit", "auto", "yolo"],
  unsafe: ["auto", "yolo"],
};

const say = (line: Json) => void process.stdout.write(`${JSON.stringify({ jsonrpc: "2.0", ...line })}\n`);
const update = (sessionId: string, body: Json) =>
  say({ method: "session/update", params: { sessionId, update: body } });
const text = (sessionId: string, piece: string, kind = "agent_message_chunk") =>
  update(sessionId, { sessionUpdate: kind, content: { type: "text", text: piece } });

interface Session {
  model: string;
  mode: string;
  turns: number;
  cancel: (() => void) | null;
}

const sessions = new Map<string, Session>();
const asked = new Map<number, (result: Json) => void>();
let requests = 0;

function newSession(): Json {
  const id = `session-${process.pid}-${sessions.size + 1}`;
  const ids = modeIds[as] ?? [];
  sessions.set(id, { model: "auto", mode: ids[0] ?? "build", turns: 0, cancel: null });
  if (as === "opencode") {
    const options = behaviours.map((value) => ({ value, name: `A model ${value}` }));
    const modes = ["build", "plan"].map((value) => ({ value, name: value }));
    return {
      sessionId: id,
      configOptions: [
        { id: "model", name: "Model", category: "model", type: "select", currentValue: "sonnet", options },
        {
          id: "mode",
          name: "Session Mode",
          category: "mode",
          type: "select",
          currentValue: "build",
          options: modes,
        },
      ],
    };
  }
  const availableModels = ["auto", ...behaviours].map((modelId) => ({ modelId, name: `A model ${modelId}` }));
  const availableModes = ids.map((mode) => ({ id: mode, name: mode }));
  return {
    sessionId: id,
    models: { currentModelId: "auto", availableModels },
    ...(ids.length > 0 ? { modes: { currentModeId: ids[0], availableModes } } : {}),
  };
}

function usageOf(turns: number): Json {
  switch (as) {
    case "gemini":
      return { _meta: { quota: { token_count: { input_tokens: 1200, output_tokens: 9 } } } };
    case "copilot":
      return {
        usage: { inputTokens: 1212 * turns, outputTokens: 9 * turns, cachedReadTokens: 1000 * turns },
      };
    case "opencode":
      return { usage: { inputTokens: 212, outputTokens: 9, totalTokens: 1221, cachedReadTokens: 1000 } };
    default:
      return {};
  }
}

async function prompt(id: number, sessionId: string, parts: Json[]): Promise<void> {
  const session = sessions.get(sessionId);
  if (session === undefined) return say({ id, error: { code: -32_602, message: "Invalid params" } });
  const told = parts.map((part) => String(part["text"] ?? `[${String(part["type"])}]`)).join(" ");
  log({ asked: parts, sessionId, model: session.model, mode: session.mode });
  session.turns += 1;
  const done = (stopReason = "end_turn") => say({ id, result: { stopReason, ...usageOf(session.turns) } });
  switch (session.model) {
    case "dies":
      text(sessionId, "half an ");
      return void process.stdout.write("", () => process.exit(3));
    case "dies-at-once":
      process.stderr.write(`it was asked: ${told}\n`);
      return process.exit(3);
    case "floods":
      return void process.stderr.write(`${told}\n`.repeat(100_000), () => process.exit(4));
    case "prints-no-json":
      return void process.stdout.write("This is a shell, and no agent.\n".repeat(40));
    case "refuses":
      return say({ id, error: { code: -32_603, message: "Internal error: the model is on holiday" } });
    case "repeats":
      return say({ id, error: { code: -32_603, message: `Internal error: cannot answer '${told}'` } });
    case "limited":
      return say({ id, error: { code: -32_603, message: "429", data: { errorKind: "rate_limit" } } });
    case "ends-without-a-word":
      return done();
    case "cut-at-its-limit":
      text(sessionId, "as far as it");
      return done("max_tokens");
    case "slow":
    case "deaf": {
      const timer = setInterval(() => text(sessionId, "and "), 10);
      session.cancel = () => {
        log({ cancelled: sessionId });
        if (session.model === "deaf") return;
        clearInterval(timer);
        done("cancelled");
      };
      return;
    }
    case "tries-a-command": {
      text(sessionId, "I try.");
      const toolCall = { toolCallId: "call_1", title: "write", kind: "execute", status: "pending" };
      update(sessionId, { sessionUpdate: "tool_call", ...toolCall });
      const options = ["allow_once", "allow_always", "reject_once"].map((kind) => ({
        optionId: kind,
        kind,
        name: kind,
      }));
      requests += 1;
      const { promise, resolve } = Promise.withResolvers<Json>();
      asked.set(requests, resolve);
      say({ id: requests, method: "session/request_permission", params: { sessionId, toolCall, options } });
      log({ outcome: (await promise)["outcome"] });
      text(sessionId, "It was denied.");
      return done();
    }
    default:
      text(sessionId, "Thinking about it", "agent_thought_chunk");
      update(sessionId, { sessionUpdate: "a_kind_that_nobody_knows" });
      text(sessionId, "You said: ");
      text(sessionId, told);
      return done();
  }
}

function request(id: number, method: string, params: Json): void {
  const session = sessions.get(String(params["sessionId"]));
  const value = String(params["modelId"] ?? params["value"] ?? params["modeId"]);
  switch (method) {
    case "initialize":
      return say({
        id,
        result: {
          protocolVersion: 1,
          agentInfo: { name: names[as] ?? as, version: "1.0.0" },
          authMethods: [{ id: "login", name: "Log in" }],
          agentCapabilities: {
            promptCapabilities: { image: as !== "kimi", audio: false, embeddedContext: true },
            mcpCapabilities: { http: true, sse: true },
          },
        },
      });
    case "session/new":
      if (as === "signed-out")
        return say({ id, error: { code: -32_000, message: "Authentication required" } });
      return say({ id, result: newSession() });
    case "session/set_mode":
      if (session) session.mode = value;
      return say({ id, result: {} });
    case "session/set_model":
      if (session) session.model = value;
      return say({ id, result: {} });
    case "session/set_config_option":
      if (session && params["configId"] === "mode") session.mode = value;
      else if (session) session.model = value;
      return say({ id, result: { configOptions: [] } });
    case "session/prompt":
      return void prompt(id, String(params["sessionId"]), params["prompt"] as Json[]);
    default:
      return say({ id, error: { code: -32_601, message: "Method not found" } });
  }
}

if (as === "hangs") process.on("SIGTERM", () => {});
const input = createInterface({ input: process.stdin });
input.on("line", (line) => {
  if (as === "hangs") return;
  const { id, method, params, result } = JSON.parse(line) as {
    id?: number;
    method?: string;
    params?: Json;
    result?: Json;
  };
  if (method === undefined) asked.get(id ?? 0)?.(result ?? {});
  else if (method === "session/cancel") sessions.get(String(params?.["sessionId"]))?.cancel?.();
  else if (id !== undefined) request(id, method, params ?? {});
});
if (as === "hangs") setInterval(() => {}, 1000);
else input.on("close", () => process.exit(0));
