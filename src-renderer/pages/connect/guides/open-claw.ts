import { json, type Guide } from "../guide.ts";

export const openClaw: Guide = {
  id: "openClaw",
  name: "OpenClaw",
  protocol: "chat",
  address: "v1",
  setup: "openclaw",
  clients: ["OpenClaw"],
  parts: ({ baseUrl, key, model }) => [
    {
      kind: "code",
      place: "~/.openclaw/openclaw.json",
      text: json({
        models: {
          mode: "merge",
          providers: {
            switchyard: {
              baseUrl,
              apiKey: key,
              api: "openai-completions",
              models: [{ id: model, name: model }],
            },
          },
        },
        agents: { defaults: { model: { primary: `switchyard/${model}` } } },
      }),
    },
  ],
};
