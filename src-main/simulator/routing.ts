import type { Reply, StreamReply } from "./answers/reply.ts";
import type { LoggedRequest } from "./request-log.ts";
import type { Behaviour } from "./answers/script.ts";
import type { SimulatedAccount } from "./accounts/simulated-account.ts";

/** Answers one method and path, e.g. `POST /oauth/token`. */
export type Route = (request: LoggedRequest) => Reply;

/** A route under /backend-api: only called with a good token whose account id header matches. */
export type BackendRoute = (
  request: LoggedRequest,
  account: SimulatedAccount,
  behaviour: Behaviour | null,
) => Reply | StreamReply;
