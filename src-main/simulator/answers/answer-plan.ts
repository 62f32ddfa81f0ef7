/** Decides what a turn is answered with; how it is streamed is the business of event-writer. */
import { isRecord, recordsOf, textOf, type Json } from "../rules/json-shape.ts";
import { countImages, hasHostedTool, offeredTools, readAsk, type OfferedTool } from "./prompt-reading.ts";
import { proseAbout, topicOf } from "./prose.ts";
import { minimalInstance } from "../rules/schema-instance.ts";
import { findTool, makeCall, requestedCalls, type PlannedCall } from "../rules/tool-requests.ts";

export interface Citation {
  url: string;
  title: string;
  start: number;
  end: number;
}

export type PlannedItem =
  | { kind: "reasoning"; summary: string | null; tokens: number; encrypted: boolean }
  | { kind: "text"; text: string; citations: Citation[] }
  | { kind: "refusal"; text: string }
  | { kind: "call"; call: PlannedCall }
  | { kind: "web-search"; query: string }
  | { kind: "image"; prompt: string; partials: number }
  | { kind: "compaction" };

const effortTokens: Record<string, number> = {
  minimal: 16,
  low: 32,
  medium: 64,
  high: 128,
  xhigh: 256,
  max: 512,
};

/** A reasoning item stands before every answer of a model that was told to reason. */
function reasoning(body: Json, topic: string): PlannedItem[] {
  const settings = isRecord(body["reasoning"]) ? body["reasoning"] : {};
  const effort = textOf(settings["effort"]) || (settings["summary"] ? "medium" : "none");
  if (effort === "none") return [];
  const include: unknown[] = Array.isArray(body["include"]) ? body["include"] : [];
  return [
    {
      kind: "reasoning",
      summary: settings["summary"]
        ? `**Considering the request**\n\nIt is about ${topic}; a short answer is enough.`
        : null,
      tokens: effortTokens[effort] ?? 64,
      encrypted: include.includes("reasoning.encrypted_content"),
    },
  ];
}

const text = (value: string): PlannedItem => ({ kind: "text", text: value, citations: [] });

/** Call that `tool_choice` asks for whatever the prompt says; null when it leaves the choice. */
function forcedCall(choice: unknown, tools: OfferedTool[]): PlannedCall | null {
  let tool: OfferedTool | undefined;
  if (choice === "required") tool = tools[0];
  if (isRecord(choice) && (choice["type"] === "function" || choice["type"] === "custom")) {
    tool = findTool(tools, textOf(choice["name"]));
  }
  if (isRecord(choice) && choice["type"] === "allowed_tools" && choice["mode"] === "required") {
    tool = findTool(tools, textOf(recordsOf(choice["tools"])[0]?.["name"]));
  }
  return tool ? makeCall(tool, "") : null;
}

function formatted(body: Json): PlannedItem | null {
  const format = isRecord(body["text"]) ? body["text"]["format"] : null;
  if (!isRecord(format)) return null;
  if (format["type"] === "json_object") return text('{"answer":"simulated"}');
  if (format["type"] !== "json_schema" || !isRecord(format["schema"])) return null;
  return text(JSON.stringify(minimalInstance(format["schema"])));
}

function searched(query: string): PlannedItem[] {
  const said = `According to one page, ${query} is well documented`;
  const url = `https://example.com/${encodeURIComponent(query.toLowerCase().replaceAll(" ", "-"))}`;
  const citation = { url, title: `All about ${query}`, start: 0, end: said.length };
  return [
    { kind: "web-search", query },
    { kind: "text", text: `${said} (example.com).`, citations: [citation] },
  ];
}

function drawn(body: Json, prompt: string): PlannedItem[] {
  const tool = recordsOf(body["tools"]).find((entry) => entry["type"] === "image_generation");
  return [{ kind: "image", prompt, partials: Math.max(1, Number(tool?.["partial_images"] ?? 1)) }];
}

function answerPrompt(body: Json, prompt: string): PlannedItem[] {
  const choice = body["tool_choice"];
  const tools = choice === "none" ? [] : offeredTools(body);
  const hosted = (type: string): boolean => choice !== "none" && hasHostedTool(body, type);
  const chosen = isRecord(choice) ? choice["type"] : null;
  if (/refuse this request/i.test(prompt)) {
    return [{ kind: "refusal", text: "I'm sorry, but I can't help with that." }];
  }
  if (
    hosted("image_generation") &&
    (chosen === "image_generation" || /\b(?:draw|image of|picture of)\b/i.test(prompt))
  ) {
    return drawn(body, prompt);
  }
  const { calls, unknown } = requestedCalls(prompt, tools);
  if (calls.length > 0) {
    const taken = body["parallel_tool_calls"] === false ? calls.slice(0, 1) : calls;
    return taken.map((call) => ({ kind: "call", call }));
  }
  const forced = forcedCall(choice, tools);
  if (forced) return [{ kind: "call", call: forced }];
  const query = /search the web for ([^.?!\n]+)/i.exec(prompt)?.[1]?.trim();
  if (hosted("web_search") && (query || chosen === "web_search")) return searched(query ?? topicOf(prompt));
  const structured = formatted(body);
  if (structured) return [structured];
  if (unknown.length > 0 && tools.length > 0) return [text(`I have no tool named ${unknown[0]}.`)];
  const literal = /^(?:say|reply with|answer with)(?: exactly)?:?\s+([\s\S]+)$/i.exec(prompt)?.[1];
  if (literal) return [text(literal.trim())];
  const images = countImages(body["input"]);
  if (images > 0)
    return [text(`I can see ${images} image${images > 1 ? "s" : ""}. ${proseAbout(prompt, null)}`)];
  const words = /\b(\d{1,5}) words\b/i.exec(prompt)?.[1];
  return [text(proseAbout(prompt, words ? Number(words) : null))];
}

/** The output items of a turn that passed the rules, in order. */
export function planAnswer(body: Json): PlannedItem[] {
  const ask = readAsk(body["input"]);
  if (ask.kind === "compaction") return [{ kind: "compaction" }];
  if (ask.kind === "tool-output") {
    const quote = ask.output.length > 160 ? `${ask.output.slice(0, 160)}…` : ask.output;
    const answer = formatted(body) ?? text(`The tool ${ask.tool} answered: ${quote}`);
    return [...reasoning(body, `the output of ${ask.tool}`), answer];
  }
  return [...reasoning(body, topicOf(ask.text)), ...answerPrompt(body, ask.text)];
}
