import { RequestError } from "./request-error.ts";

/** Nothing of these protocols is kept: an answer without the earlier turns would look like one with them. Throws RequestError. */
export function refusePrevious(body: Readonly<Record<string, unknown>>): void {
  const param = "previous_response_id";
  if (body[param] === undefined || body[param] === null || body[param] === "") return;
  throw new RequestError(
    `'${param}' goes on from an answer of /v1/responses, and works only there. Send the earlier messages in 'messages'.`,
    { param, code: "unsupported_parameter" },
  );
}
