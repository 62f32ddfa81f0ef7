/**
 * What a login that moves between Switchyard and Codex's file needs to be remembered: the move that is under way, so
 * that a process that is killed leaves it to the next one, and how the last one is undone. Holds no token.
 */
import { z } from "zod";
import { jsonFile } from "../../platform/json-file.ts";

const undoSchema = z.object({
  codexHome: z.string(),
  /** The account whose login Codex has now. */
  applied: z.string(),
  /** The account whose login Codex had, when it is known here. */
  former: z.string().nullable(),
  /** True when the former login is Switchyard's to look after since: then the backup is not the newest of it. */
  takenOver: z.boolean(),
  /** What lay there before; null when there was nothing. */
  backup: z.string().nullable(),
  /** Epoch milliseconds. */
  at: z.number(),
});

const moveSchema = z.object({
  codexHome: z.string(),
  /** The account whose login goes into Codex's file and is followed there; null when what goes there is nobody's here. */
  given: z.string().nullable(),
  /** The account that was followed there and whose login comes back. */
  taken: z.string().nullable(),
  backup: z.string().nullable(),
  /** How the move is undone once it is done. */
  undo: undoSchema.nullable(),
});

const fileSchema = z.object({
  version: z.literal(1),
  move: moveSchema.nullable(),
  undo: undoSchema.nullable(),
});

export type Move = z.infer<typeof moveSchema>;
export type Undo = z.infer<typeof undoSchema>;

interface HandoverState {
  move: Move | null;
  undo: Undo | null;
}

export interface HandoverJournal {
  /** Throws what the disk says; what cannot be understood is set aside, and there is nothing to undo. */
  read(): Promise<HandoverState>;
  write(state: HandoverState): Promise<void>;
  /** Removes what killed processes left beside it. */
  tidy(): Promise<void>;
}

export function openHandoverJournal(path: string, onSetAside: (kept: string) => void): HandoverJournal {
  const file = jsonFile(path, fileSchema, onSetAside);
  return {
    async read() {
      const { move, undo } = (await file.read()) ?? { move: null, undo: null };
      return { move, undo };
    },
    write: ({ move, undo }) => file.write({ version: 1, move, undo }),
    tidy: file.tidy,
  };
}
