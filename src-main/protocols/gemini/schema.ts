/** Bodies of Gemini's generateContent. Keys in snake_case, which Google's servers take too, are turned first. */
import { z } from "zod";
import { parseBody } from "../shared/parse-body.ts";

const blob = z.looseObject({ mimeType: z.string().nullish(), data: z.string() });

const part = z.looseObject({
  text: z.string().nullish(),
  thought: z.boolean().nullish(),
  inlineData: blob.nullish(),
  fileData: z.looseObject({ mimeType: z.string().nullish(), fileUri: z.string() }).nullish(),
  functionCall: z
    .looseObject({
      id: z.string().nullish(),
      name: z.string(),
      args: z.record(z.string(), z.unknown()).nullish(),
    })
    .nullish(),
  functionResponse: z
    .looseObject({
      id: z.string().nullish(),
      name: z.string(),
      response: z.unknown().optional(),
    })
    .nullish(),
});

const content = z.looseObject({ role: z.string().nullish(), parts: z.array(part).nullish() });

const functionDeclaration = z.looseObject({
  name: z.string().min(1),
  description: z.string().nullish(),
  parameters: z.unknown().optional(),
  parametersJsonSchema: z.unknown().optional(),
});

const tool = z.looseObject({
  functionDeclarations: z.array(functionDeclaration).nullish(),
  googleSearch: z.looseObject({}).nullish(),
});

export const geminiSchema = z.looseObject({
  contents: z.union([z.array(content), content]),
  systemInstruction: z.union([content, z.string()]).nullish(),
  tools: z.array(tool).nullish(),
  toolConfig: z
    .looseObject({
      functionCallingConfig: z
        .looseObject({
          mode: z.string().nullish(),
          allowedFunctionNames: z.array(z.string()).nullish(),
        })
        .nullish(),
    })
    .nullish(),
  generationConfig: z
    .looseObject({
      candidateCount: z.number().nullish(),
      stopSequences: z.array(z.string()).nullish(),
      responseMimeType: z.string().nullish(),
      responseSchema: z.unknown().optional(),
      responseJsonSchema: z.unknown().optional(),
      thinkingConfig: z
        .looseObject({
          includeThoughts: z.boolean().nullish(),
          thinkingBudget: z.number().nullish(),
          thinkingLevel: z.string().nullish(),
        })
        .nullish(),
    })
    .nullish(),
});

export type GeminiBody = z.infer<typeof geminiSchema>;
export type GeminiContent = z.infer<typeof content>;
export type GeminiPart = z.infer<typeof part>;

/** Throws RequestError. */
export function parseGemini(body: unknown): GeminiBody {
  return parseBody(geminiSchema, camelCased(body));
}

/** Keys below these are the person's own, not the protocol's. */
const personal = new Set([
  "args",
  "response",
  "parameters",
  "parametersJsonSchema",
  "responseSchema",
  "responseJsonSchema",
]);

function camelCased(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(camelCased);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, entry]) => {
      const name = key.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
      return [name, personal.has(name) ? entry : camelCased(entry)];
    }),
  );
}
