/** Room in memory for the bodies of all requests under way: who finds none is asked to come back in a moment. */
import { RequestError } from "../../protocols/shared/request-error.ts";

const mebibyte = 1024 * 1024;
/** Bytes for all together, or two bodies of the largest size where that is more. */
const forAll = 256 * mebibyte;
/** Milliseconds after which to try again. */
const tryAgainMs = 2_000;

/** What one request holds. */
export interface BodyRoom {
  /** Throws RequestError 503; never for a request that has all of it for itself. */
  take(bytes: number): void;
  /** At the end of the request. Idempotent. */
  release(): void;
}

export interface BodyRooms {
  open(): BodyRoom;
  /** Bytes held by all. */
  held(): number;
}

/** `largest`: bytes that one body may have. */
export function createBodyRooms(largest: () => number): BodyRooms {
  let held = 0;
  return {
    held: () => held,
    open() {
      let own = 0;
      let open = true;
      return {
        take(bytes) {
          if (!open) return;
          const others = held - own;
          if (others > 0 && held + bytes > Math.max(forAll, 2 * largest())) throw busy();
          own += bytes;
          held += bytes;
        },
        release() {
          open = false;
          held -= own;
          own = 0;
        },
      };
    },
  };
}

function busy(): RequestError {
  return new RequestError(
    "Switchyard is holding as many large requests as it has room for. Try again in a moment.",
    { status: 503, code: "gateway_busy", retryAfterMs: tryAgainMs },
  );
}
