/**
 * Tools that Anthropic's models know by type alone and that the client carries out: offered to the backend as
 * functions with the parameters these types have.
 */
export interface ClientTool {
  /** Of the tool's type, which ends in a date. */
  prefix: string;
  description: string;
  schema: Record<string, unknown>;
}

const text = { type: "string" };
const line = { type: "integer" };
const lineRange = { type: "array", items: line, minItems: 2, maxItems: 2 };

export const clientTools: readonly ClientTool[] = [
  {
    prefix: "bash_",
    description: "Runs a command in a bash session that keeps its state between calls.",
    schema: {
      type: "object",
      properties: {
        command: { ...text, description: "The command to run; needed unless restart is true." },
        restart: { type: "boolean", description: "Starts the session anew." },
      },
    },
  },
  {
    prefix: "text_editor_",
    description:
      "Views, creates and edits text files. str_replace replaces old_str, which must occur exactly once, by new_str; insert puts insert_text after line insert_line.",
    schema: {
      type: "object",
      properties: {
        command: { type: "string", enum: ["view", "create", "str_replace", "insert"] },
        path: { ...text, description: "Path of the file or folder." },
        view_range: { ...lineRange, description: "For view: first and last line; -1 is the end." },
        file_text: { ...text, description: "For create: the whole content." },
        old_str: text,
        new_str: text,
        insert_line: { ...line, description: "For insert: the line to insert after; 0 is the beginning." },
        insert_text: text,
      },
      required: ["command", "path"],
    },
  },
  {
    prefix: "memory_",
    description: "Reads and writes files of a memory that outlives the conversation, under /memories.",
    schema: {
      type: "object",
      properties: {
        command: { type: "string", enum: ["view", "create", "str_replace", "insert", "delete", "rename"] },
        path: text,
        view_range: lineRange,
        file_text: text,
        old_str: text,
        new_str: text,
        insert_line: line,
        insert_text: text,
        old_path: text,
        new_path: text,
      },
      required: ["command"],
    },
  },
];
