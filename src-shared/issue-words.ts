/** What a schema finds wrong, as a sentence's end: "is missing", "must be a list". Pure. */

/** The part of a zod issue that is read. */
export interface SchemaIssue {
  code?: string | undefined;
  message: string;
  expected?: unknown;
  origin?: unknown;
  minimum?: unknown;
  maximum?: unknown;
  values?: readonly unknown[] | undefined;
}

const kinds: Readonly<Record<string, string>> = {
  array: "a list",
  string: "text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  object: "an object",
  record: "an object",
};

const units: Readonly<Record<string, string>> = { string: "characters", array: "entries" };

/** Why nothing was there at all, where that is the trouble. */
export function isMissing({ code, message }: SchemaIssue): boolean {
  return (code === "invalid_type" || code === "invalid_value") && message.endsWith("received undefined");
}

export function issueWords(issue: SchemaIssue): string {
  if (isMissing(issue)) return "is missing";
  switch (issue.code) {
    case "invalid_type":
      return `must be ${kinds[String(issue.expected)] ?? `of type ${String(issue.expected)}`}`;
    case "invalid_value":
      return `must be ${(issue.values ?? []).length > 1 ? "one of " : ""}${(issue.values ?? []).map(String).join(", ")}`;
    case "too_small":
      return bound(issue.origin, "at least", issue.minimum);
    case "too_big":
      return bound(issue.origin, "at most", issue.maximum);
    case "custom":
      return issue.message;
    default:
      return "has a form that does not fit";
  }
}

function bound(origin: unknown, word: string, limit: unknown): string {
  const unit = units[String(origin)];
  if (unit === undefined) return `must be ${word} ${String(limit)}`;
  if (word === "at least" && limit === 1) return "must not be empty";
  return `must have ${word} ${String(limit)} ${unit}`;
}
