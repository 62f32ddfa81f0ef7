import { fields, type Guide } from "../guide.ts";

/** Its own servers make the requests, and refuse private addresses: github.com/cursor/cursor/issues/1380. */
export const cursor: Guide = {
  id: "cursor",
  name: "Cursor",
  protocol: "chat",
  address: "v1",
  setup: null,
  clients: ["Cursor"],
  parts: fields,
};
