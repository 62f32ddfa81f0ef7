import { eventIterator, oc, type } from "@orpc/contract";
import { z } from "zod";
import type { Problem } from "../problem.ts";
import type { RequestRow } from "./requests.ts";

/** The protocols a tool can speak: OpenAI's two, Anthropic's, and Codex's own. */
export const trialWays = ["chat", "responses", "messages", "codex"] as const;

export type TrialWay = (typeof trialWays)[number];

/** Bytes of an image as base64, about 10 MB. */
const longestImage = 14_000_000;

const trialInput = z.object({
  way: z.enum(trialWays),
  prompt: z.string().trim().min(1).max(8000),
  /** A data URL. */
  image: z
    .string()
    .max(longestImage)
    .regex(/^data:image\/(?:png|jpeg|webp|gif);base64,[A-Za-z0-9+/]+=*$/)
    .nullable()
    .default(null),
});

export type TrialInput = z.infer<typeof trialInput>;

/** Any number of `text`, then exactly one `end`. */
export type TrialEvent =
  | { type: "text"; text: string }
  | {
      type: "end";
      /** Null when it went well. */
      problem: Problem | null;
      /** What the gateway noted about the request; null when it never got there. */
      row: RequestRow | null;
    };

export const trial = {
  /** A real request to the own gateway, as a tool would send it. Nothing of it is kept but its row. */
  run: oc.input(trialInput).output(eventIterator(type<TrialEvent>())),
};
