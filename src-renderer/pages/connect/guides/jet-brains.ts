import { fields, type Guide } from "../guide.ts";

export const jetBrains: Guide = {
  id: "jetBrains",
  name: "JetBrains AI Assistant",
  protocol: "chat",
  address: "v1",
  setup: null,
  clients: [],
  parts: (values) => [{ kind: "field", field: "provider", text: "OpenAI-compatible" }, ...fields(values)],
};
