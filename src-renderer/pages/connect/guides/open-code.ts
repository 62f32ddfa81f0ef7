import { json, type Guide } from "../guide.ts";

export const openCode: Guide = {
  id: "openCode",
  name: "OpenCode",
  protocol: "chat",
  address: "v1",
  setup: "opencode",
  clients: ["OpenCode"],
  parts: ({ baseUrl, key, model, contextWindow }) => [
    {
      kind: "code",
      place: "opencode.json",
      text: json({
        provider: {
          switchyard: {
            npm: "@ai-sdk/openai-compatible",
            name: "Switchyard",
            options: { baseURL: baseUrl, apiKey: key },
            models: {
              [model]: contextWindow === null ? {} : { limit: { context: contextWindow, output: 128_000 } },
            },
          },
        },
      }),
    },
  ],
};
