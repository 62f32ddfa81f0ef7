/** What the stand-in of Anthropic's API answers next, where a test says so. */

export interface ApiError {
  status: number;
  type: string;
  message: string;
  headers?: Readonly<Record<string, string>>;
}

export interface AnswerPlan {
  thinking?: string;
  /** Encrypted thoughts that nobody may read. */
  redacted?: true;
  text?: string;
  /** Called all in one answer. */
  tools?: readonly { name: string; input: unknown }[];
  /** A search of the web, before the text, which cites its pages. */
  search?: { query: string; pages: readonly { url: string; title: string }[] };
  /** Stops after the search, for the client to send the answer back. */
  pause?: true;
  stopReason?: string;
  stopDetails?: object;
  /** Instead of what was counted. */
  usage?: object;
  error?: ApiError;
  /** Inside the stream, behind its first piece. */
  streamError?: { type: string; message: string };
  /** Anything, as it is. */
  raw?: { status: number; headers: Readonly<Record<string, string>>; body: string };
  /** The connection ends after so many events. */
  cutAfter?: number;
  /** The connection stays open behind the last event. */
  staysOpen?: true;
  /** Everything behind the first piece waits for it. */
  hold?: Promise<void>;
}
