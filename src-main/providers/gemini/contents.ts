/** The conversation as Gemini's contents: roles take turns, results stand together behind their calls (backends 8.4). Pure. */
import type { WireRequest } from "../../protocols/wire/wire.ts";
import { freeFormField, plainCall, providerName } from "../client-tools.ts";
import { asObject, asText, objectIn, type JsonObject } from "../json-events.ts";
import { geminiParts, isText, type GeminiPart } from "./parts.ts";
import { openSignatures, skipWord, textKey, type SignatureStore } from "./signatures.ts";

interface Content {
  role: "user" | "model";
  parts: GeminiPart[];
}

/** Instructions in the middle of a conversation, which only knows the two roles. */
const instructed = (text: string) => `[Instruction]\n${text}`;

export function geminiContents(turn: WireRequest, signatures: Pick<SignatureStore, "find">): Content[] {
  const contents: Content[] = [];
  const names = new Map<string, string>();
  const sealed = new Map<string, string>();
  /** Pictures of results, which stand behind all results. */
  let media: GeminiPart[] = [];

  const add = (role: Content["role"], parts: GeminiPart[]) => {
    if (parts.length === 0) return;
    const last = contents.at(-1);
    if (last?.role === role) last.parts.push(...parts);
    else contents.push({ role, parts });
  };
  const flush = () => {
    const shown = media;
    media = [];
    add("user", shown);
  };

  for (const raw of turn.input) {
    const item = plainCall(asObject(raw) ?? {});
    const type = item["type"];
    if (type === undefined) continue;
    if (type !== "function_call_output" && type !== "custom_tool_call_output") flush();
    switch (type) {
      case "message": {
        const parts = geminiParts(item["content"]);
        if (item["role"] === "assistant") {
          const last = parts.at(-1);
          const signature = signatures.find(textKey(parts.map((part) => asText(part["text"])).join("")));
          if (last !== undefined && signature !== null) last["thoughtSignature"] = signature;
          add("model", parts);
        } else if (item["role"] === "user") add("user", parts);
        else
          add(
            "user",
            parts.map((part) => ({ text: instructed(asText(part["text"])) })),
          );
        break;
      }
      case "reasoning": {
        const opened = openSignatures(item["encrypted_content"]);
        // A signature is of use to the model that gave it.
        if (opened?.model !== turn.model) break;
        for (const [id, signature] of Object.entries(opened.calls)) sealed.set(id, signature);
        break;
      }
      case "function_call":
      case "custom_tool_call": {
        const id = asText(item["call_id"]);
        const name = providerName(asText(item["name"]), item["namespace"]);
        names.set(id, name);
        add("model", [callPart(item, name, sealed.get(id) ?? signatures.find(id))]);
        break;
      }
      case "function_call_output":
      case "custom_tool_call_output": {
        const parts = geminiParts(item["output"]);
        media.push(...parts.filter((part) => !isText(part)));
        add("user", [resultPart(item, parts, names)]);
        break;
      }
      default:
        // Records of what ran at another provider: its result stands in the text.
        break;
    }
  }
  flush();
  signFirstCalls(contents);
  return contents.length > 0 ? contents : [{ role: "user", parts: [{ text: "" }] }];
}

function callPart(item: JsonObject, name: string, signature: string | null): GeminiPart {
  const args = objectIn(asText(item["arguments"])) ?? {
    [freeFormField]: item["input"] ?? item["arguments"] ?? "",
  };
  const empty = asText(item["arguments"]) === "" && item["input"] === undefined;
  const functionCall = { id: item["call_id"], name, args: empty ? {} : args };
  return { functionCall, ...(signature === null ? {} : { thoughtSignature: signature }) };
}

function resultPart(item: JsonObject, parts: GeminiPart[], names: ReadonlyMap<string, string>): GeminiPart {
  const id = asText(item["call_id"]);
  const said = parts.filter(isText).map((part) => asText(part["text"]));
  const result =
    said.join("\n\n") || (parts.length > 0 ? "The parts behind the results show what it gave." : "");
  return { functionResponse: { id, name: names.get(id) ?? "unknown", response: { result } } };
}

/** Of calls together only the first is signed, and has to be. */
function signFirstCalls(contents: readonly Content[]): void {
  for (const { role, parts } of contents) {
    if (role !== "model") continue;
    const first = parts.find((part) => "functionCall" in part);
    if (first !== undefined) first["thoughtSignature"] ??= skipWord;
  }
}
