import type { Guide } from "../guide.ts";

export const anthropicSdk: Guide = {
  id: "anthropicSdk",
  name: "Anthropic SDK",
  protocol: "anthropic",
  address: "root",
  setup: null,
  clients: ["Anthropic SDK (Python)", "Anthropic SDK (Node)"],
  parts: ({ root, key, model }) => [
    {
      kind: "code",
      place: "Python",
      text: [
        "from anthropic import Anthropic",
        "",
        `client = Anthropic(base_url="${root}", api_key="${key}")`,
        'question = {"role": "user", "content": "Say hello"}',
        `print(client.messages.create(model="${model}", max_tokens=1024, messages=[question]).content)`,
      ].join("\n"),
    },
    {
      kind: "code",
      place: "JavaScript",
      text: [
        'import Anthropic from "@anthropic-ai/sdk";',
        "",
        `const client = new Anthropic({ baseURL: "${root}", apiKey: "${key}" });`,
        'const messages = [{ role: "user", content: "Say hello" }];',
        `console.log(await client.messages.create({ model: "${model}", max_tokens: 1024, messages }));`,
      ].join("\n"),
    },
  ],
};
