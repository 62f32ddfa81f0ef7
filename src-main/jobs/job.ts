/** A command that waits for its time, and what became of it. */
import { z } from "zod";

export const whenSchema = z.discriminatedUnion("kind", [
  /** A moment, epoch milliseconds. */
  z.object({ kind: z.literal("at"), at: z.number() }),
  /** The window that ends then has begun anew, and an account has room. */
  z.object({ kind: z.literal("after-reset"), at: z.number() }),
  /** An account has so much left in every window. */
  z.object({ kind: z.literal("above"), percent: z.number() }),
  /** The longest window of an account ends within so many milliseconds, and something is left of it. */
  z.object({ kind: z.literal("before-expiry"), withinMs: z.number() }),
]);

export type When = z.infer<typeof whenSchema>;

export const jobSchema = z.object({
  id: z.string(),
  command: z.array(z.string()).min(1),
  /** Where it is run, and where its programs are looked for. */
  folder: z.string(),
  path: z.string(),
  output: z.string(),
  when: whenSchema,
  /** Epoch milliseconds; null until then. */
  addedAt: z.number(),
  startedAt: z.number().nullable().default(null),
  endedAt: z.number().nullable().default(null),
  /** Null: it has not ended, was ended by a signal, or nobody saw its end. */
  exitCode: z.number().nullable().default(null),
  /** Why there is no exit code; for the person. */
  problem: z.string().nullable().default(null),
});

export type Job = z.infer<typeof jobSchema>;

export type JobState = "waiting" | "running" | "ended" | "cancelled";
