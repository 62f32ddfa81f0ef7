import { randomUUID } from "node:crypto";

/** The name under which a request, or a call of the window, stands in the log and in what is told about it. */
export function newRequestId(): string {
  return `req_${randomUUID().replaceAll("-", "")}`;
}
