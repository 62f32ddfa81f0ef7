import { oc, type } from "@orpc/contract";
import { z } from "zod";

export const toolIds = ["claude-code", "opencode", "zed", "openclaw", "continue", "cline"] as const;

export type ToolId = (typeof toolIds)[number];

export interface ToolView {
  id: ToolId;
  /** The first, where there are several. */
  file: string;
  /** drift: set up, but values of ours were changed by somebody else since. */
  state: "off" | "on" | "drift";
  /** Whether the tool has been on this computer: its folder is there. */
  present: boolean;
}

/** What becomes of one of its files. */
export interface ToolPreview {
  file: string;
  diff: { kind: "same" | "added" | "removed"; text: string }[];
  /** Why it is left alone, and what to write into it by hand instead. */
  refusal: { message: string; line: number | null; snippet: string } | null;
}

const tool = z.object({ id: z.enum(toolIds) });

/** Settings files of other tools, pointed at the gateway and back. */
export const tools = {
  list: oc.output(type<ToolView[]>()),
  preview: oc.input(tool).output(type<ToolPreview[]>()),
  on: oc.input(tool).output(type<ToolView[]>()),
  /** `foreign`: values that others changed meanwhile and that were left alone. */
  off: oc.input(tool).output(type<{ tools: ToolView[]; foreign: string[] }>()),
};
