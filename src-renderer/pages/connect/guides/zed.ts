import { json, type Guide } from "../guide.ts";

export const zed: Guide = {
  id: "zed",
  name: "Zed",
  protocol: "chat",
  address: "v1",
  setup: "zed",
  clients: [],
  parts: ({ baseUrl, key, model, contextWindow }) => [
    {
      kind: "code",
      place: "settings.json",
      text: json({
        language_models: {
          openai_compatible: {
            Switchyard: {
              api_url: baseUrl,
              available_models: [{ name: model, display_name: model, max_tokens: contextWindow ?? 128_000 }],
            },
          },
        },
      }),
    },
    { kind: "field", field: "apiKey", text: key },
  ],
};
