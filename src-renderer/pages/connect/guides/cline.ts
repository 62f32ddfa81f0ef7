import { fields, type Guide } from "../guide.ts";

export const cline: Guide = {
  id: "cline",
  name: "Cline",
  protocol: "chat",
  address: "v1",
  setup: "cline",
  clients: ["Cline"],
  parts: (values) => [{ kind: "field", field: "provider", text: "OpenAI Compatible" }, ...fields(values)],
};
