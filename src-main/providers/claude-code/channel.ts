/** The control channel of a Claude Code process: requests both ways, one JSON object a line (backends 3.5). */
import { fieldsOf, type Fields } from "../anthropic/shapes.ts";
import { asText } from "../json-events.ts";

export interface Channel {
  /** Takes a line; false when it was no part of the channel. */
  take(line: Fields): boolean;
  /** Resolves with the answer; rejects where the program says no. Never by itself otherwise. */
  ask(subtype: string, fields?: Fields): Promise<Fields>;
  /** Answers a request of the program. */
  answer(requestId: string, response: object): void;
}

/** The program's own no to a request of ours. */
class Refused extends Error {}

export function createChannel(
  send: (line: object) => void,
  onAsk: (requestId: string, request: Fields) => void,
): Channel {
  const open = new Map<string, { resolve: (answer: Fields) => void; reject: (why: Error) => void }>();
  let count = 0;
  return {
    take(line) {
      switch (line["type"]) {
        case "control_response": {
          const { request_id: id, subtype, response, error } = fieldsOf(line["response"]);
          const asked = open.get(asText(id));
          open.delete(asText(id));
          if (subtype === "error") asked?.reject(new Refused(asText(error)));
          else asked?.resolve(fieldsOf(response));
          return true;
        }
        case "control_request":
          onAsk(asText(line["request_id"]), fieldsOf(line["request"]));
          return true;
        default:
          return false;
      }
    },
    ask(subtype, fields = {}) {
      count += 1;
      const id = `gateway-${count}`;
      const { promise, resolve, reject } = Promise.withResolvers<Fields>();
      open.set(id, { resolve, reject });
      send({ type: "control_request", request_id: id, request: { subtype, ...fields } });
      return promise;
    },
    answer(requestId, response) {
      send({
        type: "control_response",
        response: { subtype: "success", request_id: requestId, response },
      });
    },
  };
}
