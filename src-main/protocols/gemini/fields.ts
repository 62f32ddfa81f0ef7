import { droppedFields, type FieldTable } from "../shared/field-table.ts";
import { samplingRows } from "../shared/sampling.ts";

/** POST /v1beta/models/{model}:generateContent and :streamGenerateContent */
export const geminiFields: FieldTable = {
  contents: ["mapped", "items of the conversation; one content without a list is taken too"],
  "contents.*": ["mapped", "one content without a list"],
  "contents[].role": ["mapped", "user and model; function as user"],
  "contents[].parts": ["mapped", "text, images, files, calls and their results"],
  "contents[].parts[].*": ["mapped", "thoughts of earlier answers are left out"],
  systemInstruction: ["mapped", "the instructions"],
  "systemInstruction.*": ["mapped", "its text"],
  tools: ["mapped", "functionDeclarations and googleSearch; others are refused"],
  "tools[].*": ["mapped", "types in capital letters become JSON Schema's"],
  toolConfig: ["mapped", "the choice of tools"],
  "toolConfig.*": ["mapped", "AUTO, ANY, NONE; several allowed names as allowed_tools"],
  generationConfig: ["mapped", "what of it is left out is listed by its path"],
  "generationConfig.candidateCount": ["refused", "anything but 1"],
  "generationConfig.stopSequences": ["emulated", "the text is cut at the first one"],
  "generationConfig.responseMimeType": ["mapped", "application/json: text.format"],
  "generationConfig.responseSchema": ["mapped", "types in capital letters become JSON Schema's"],
  "generationConfig.responseJsonSchema": ["mapped", "as it is"],
  "generationConfig.thinkingConfig": ["mapped", "the effort, and whether thoughts are shown"],
  "generationConfig.thinkingConfig.*": ["mapped", "a budget becomes the nearest effort"],
  safetySettings: ["dropped", "the backend decides by itself"],
  cachedContent: ["dropped", "the backend caches by itself"],
  labels: ["dropped", "nothing is stored that they could be kept with"],
};

const configFields: FieldTable = {
  candidateCount: ["refused", ""],
  stopSequences: ["emulated", ""],
  responseMimeType: ["mapped", ""],
  responseSchema: ["mapped", ""],
  responseJsonSchema: ["mapped", ""],
  thinkingConfig: ["mapped", ""],
  ...samplingRows(
    "temperature",
    "topP",
    "topK",
    "maxOutputTokens",
    "seed",
    "presencePenalty",
    "frequencyPenalty",
  ),
  responseLogprobs: ["dropped", "the backend tells none"],
  responseModalities: ["dropped", "text alone is answered"],
};

type Body = Readonly<Record<string, unknown>> & {
  generationConfig?: Readonly<Record<string, unknown>> | null | undefined;
};

/** Fields that are left out, those of `generationConfig` by their path. */
export function droppedGemini(body: Body): string[] {
  const config = droppedFields(configFields, body.generationConfig ?? {});
  return [...droppedFields(geminiFields, body), ...config.map((name) => `generationConfig.${name}`)];
}
