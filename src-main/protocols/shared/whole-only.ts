/** Endpoints of our own that are answered in one piece: they have no stream. */
import type { Protocol } from "../protocol.ts";
import { foldResponse } from "../wire/collect.ts";
import type { WireResponse } from "../wire/wire.ts";

export interface WholeTurn {
  /** The name the client asked for. */
  model: string;
}

type WholeOnly = Pick<
  Protocol<Record<string, unknown>, WholeTurn, WholeTurn>,
  "dialect" | "initial" | "step" | "fail" | "fold"
>;

export function wholeOnly(answer: (model: string, response: WireResponse) => object): WholeOnly {
  return {
    dialect: "openai",
    initial: (turn) => turn,
    step: () => "",
    fail: () => "",
    fold: ({ model }) => foldResponse((_type, response) => answer(model, response)),
  };
}
