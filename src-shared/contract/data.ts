import { oc, type } from "@orpc/contract";
import { z } from "zod";

const wipeInput = z.object({ usage: z.boolean(), accounts: z.boolean(), settings: z.boolean() });

export type WipeChoice = z.infer<typeof wipeInput>;

/** What Switchyard keeps on this computer. */
export const data = {
  /** Opens the data folder in the file manager, where `can.showFolder`. */
  showFolder: oc.output(type<void>()),
  /** Files that could not be understood and lie where they were kept, until somebody repairs them or moves them away. */
  setAside: oc.output(type<string[]>()),
  /** What the person has set, in the form of settings.json; without secrets. */
  settings: oc.output(type<string>()),
  /** For good. Accounts are signed out; with the settings Codex and other tools get back what they had. */
  wipe: oc.input(wipeInput).output(type<void>()),
};
