/** docs/compatibility.md, made from the tables that the gateway itself answers by. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { format } from "oxfmt";
import { createGatewayApp } from "../src-main/gateway/http/app.ts";
import type { GatewayServices } from "../src-main/gateway/services.ts";
import type { BatchQueue } from "../src-main/gateway/transports/batch/batch-queue.ts";
import type { WrongKeys } from "../src-main/gateway/http/wrong-keys.ts";
import { chatFields } from "../src-main/protocols/chat/fields.ts";
import { compactFields } from "../src-main/protocols/compact/index.ts";
import { completionFields } from "../src-main/protocols/completions/fields.ts";
import { clampEffort, effortNames } from "../src-main/protocols/shared/effort.ts";
import { errorTable } from "../src-main/protocols/shared/error-tables.ts";
import type { FieldTable } from "../src-main/protocols/shared/field-table.ts";
import { editFields, generationFields } from "../src-main/protocols/images/fields.ts";
import { geminiFields } from "../src-main/protocols/gemini/fields.ts";
import { inspectFields } from "../src-main/protocols/inspect/index.ts";
import { messagesFields } from "../src-main/protocols/messages/fields.ts";
import { ollamaChatFields, ollamaGenerateFields } from "../src-main/protocols/ollama/fields.ts";
import { chooseModel } from "../src-main/protocols/shared/model-name.ts";
import { responsesFields } from "../src-main/protocols/responses/fields.ts";
import { routeWords } from "./route-words.ts";

const root = path.join(import.meta.dirname, "..");

/** Title → fields. */
const endpoints: Record<string, FieldTable> = {
  "POST /v1/chat/completions": chatFields,
  "POST /v1/completions": completionFields,
  "POST /v1/responses": responsesFields,
  "POST /v1/messages": messagesFields,
  "POST /api/chat": ollamaChatFields,
  "POST /api/generate": ollamaGenerateFields,
  "POST /v1beta/models/{model}:generateContent": geminiFields,
  "POST /v1/images/generations": generationFields,
  "POST /v1/images/edits": editFields,
  "POST /v1/inspect": inspectFields,
  "POST /v1/compact": compactFields,
};

export const compatibilityFile = path.join(root, "docs/compatibility.md");

/** The page as it is to be. Throws when a route has no words or words have no route. */
export async function compatibilityPage(): Promise<string> {
  const settings = JSON.parse(readFileSync(path.join(root, ".oxfmtrc.json"), "utf8")) as {
    printWidth: number;
  };
  const { code } = await format(compatibilityFile, page(), { printWidth: settings.printWidth });
  return code;
}

function page(): string {
  return [
    "# Compatibility",
    "<!-- Made by `npm run docs` from the tables the gateway answers by. Do not edit. -->",
    "What the gateway serves, what becomes of every field of a request, and how failures are told.",
    "## Routes",
    "The same routes are served without `/v1` and with `/v1/v1`. Every answer has an `x-request-id`.",
    table(["route", "what it does"], routes()),
    "## Fields",
    fieldWords,
    ...Object.entries(endpoints).flatMap(([title, fields]) => [`### ${title}`, fieldTable(fields)]),
    otherFields,
    "## Models",
    "With `gpt-5.5` as default and fallback, and `gpt-6.1-sol` in the catalog:",
    table(["a client asks for", "the backend is asked for", "effort"], models()),
    "The answer names the model as the client did. `models.map` in the settings leads further names to models.",
    "### Reasoning effort",
    "An effort the model lacks becomes the next lower one it has.",
    table(["asked for", ...Object.keys(ladders)], efforts()),
    "## Failures",
    failureWords,
    table(["when", "OpenAI", "Anthropic"], failures()),
    lateFailures,
  ].join("\n\n");
}

const fieldWords = `- **mapped**: the backend is told.
- **emulated**: the gateway does it itself, or it changes how the answer is told.
- **dropped**: accepted and left out; the answer's \`x-switchyard-dropped\` header and the request list name it.
- **refused**: the request fails with status 400 and the field's name in \`param\`.

Fields that stand in no table are left out like the dropped ones, and named.`;

const otherFields = `\`/v1/responses/compact\` and \`/v1/responses/input_tokens\` take the fields of \`/v1/responses\`;
\`/v1/messages/count_tokens\`, \`/v1/messages/compact\` and the requests of a batch those of \`/v1/messages\`.
\`/codex/v1/*\` is passed through as it is.`;

const lateFailures = `Before the first output a failure is an HTTP status, in a stream too. After it the error is the last
event: a chat stream then has no \`finish_reason\` and no \`[DONE]\`, a response ends with \`response.failed\`, a message
with \`error\`, Ollama's lines and Gemini's events with an object that has nothing but \`error\`.`;

const failureWords = `Status, type and code as each protocol's clients expect them. A code in *italics* is the backend's own
where it told one. Ollama's and Gemini's clients get OpenAI's status: the former with the words in \`error\`, the latter with
Google's name of the status.`;

/** Of models with few, usual and all efforts. */
const ladders = {
  "low to high": ["low", "medium", "high"],
  "low to xhigh": ["low", "medium", "high", "xhigh"],
  "low to max": ["low", "medium", "high", "xhigh", "max"],
};

function routes(): string[][] {
  const app = createGatewayApp({} as GatewayServices, {} as BatchQueue, {} as WrongKeys);
  const served = app.router.stack.flatMap(({ route }) =>
    route === undefined
      ? []
      : [route.path].flat().map((path) => {
          const methods = (route as unknown as { methods: Record<string, boolean> }).methods;
          return `${Object.keys(methods).join(" ").toUpperCase()} ${path}`;
        }),
  );
  const told = Object.keys(routeWords).filter((route) => !route.startsWith("WebSocket "));
  const unlike = [
    ...served.filter((route) => !Object.hasOwn(routeWords, route)),
    ...told.filter((route) => !served.includes(route)),
  ];
  if (unlike.length > 0)
    throw new Error(`scripts/route-words.ts and the gateway differ in ${unlike.join(", ")}`);
  return Object.entries(routeWords).map(([route, words]) => [code(route), words]);
}

function fieldTable(fields: FieldTable): string {
  const rows = Object.entries(fields).map(([field, [fate, why]]) => [code(field), fate, why]);
  return table(["field", "fate", "why"], rows);
}

function models(): string[][] {
  const names = [
    "",
    "gpt-5.5",
    "openai/gpt-5.5",
    "codex/gpt-6.1-sol",
    "gpt-5.5-high",
    "gpt-5.5(xhigh)",
    "gpt-5.5:low",
    "gpt-7-unheard-of",
    "claude-opus-5-5",
    "claude-gpt-6.1-sol",
    "llama-4",
  ];
  const catalog = ["gpt-5.5", "gpt-6.1-sol"];
  const defaults = { default: "gpt-5.5", fallback: "gpt-5.5", map: {} };
  return names.map((name) => {
    const { id, effort } = chooseModel(name, defaults, (known) => catalog.includes(known));
    return [name === "" ? "nothing" : code(name), code(id), effort ?? ""];
  });
}

function efforts(): string[][] {
  return effortNames.map((asked) => [
    code(asked),
    ...Object.values(ladders).map((offered) => clampEffort(asked, offered) ?? ""),
  ]);
}

function failures(): string[][] {
  return Object.values(errorTable).map(({ when, openai, anthropic }) => [
    when,
    `${openai.status} ${code(openai.type)}, ${openai.code === null ? "*its own*" : code(openai.code)}`,
    `${anthropic.status} ${code(anthropic.type)}`,
  ]);
}

function table(head: string[], rows: string[][]): string {
  const line = (cells: string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

function code(text: string): string {
  return `\`${text}\``;
}
