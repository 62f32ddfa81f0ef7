import type { z } from "zod";
import { isMissing, issueWords, type SchemaIssue } from "../../../src-shared/issue-words.ts";
import { RequestError } from "./request-error.ts";

/** The body in the schema's type. Throws RequestError that names the first wrong field. */
export function parseBody<T>(schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const issue = deepest(parsed.error.issues);
  const param = pathOf(issue?.path ?? []);
  const what = param === null ? "The request body" : `'${param}'`;
  const missing = issue !== undefined && isMissing(issue);
  throw new RequestError(
    `${what} ${issue === undefined ? "has a form that does not fit" : issueWords(issue)}.`,
    {
      param,
      code: missing ? "missing_required_parameter" : "invalid_type",
    },
  );
}

interface Issue extends SchemaIssue {
  path: PropertyKey[];
  errors?: Issue[][] | undefined;
}

// Of a union the branch that came furthest is the one that was meant.
function deepest(issues: readonly unknown[]): Issue | undefined {
  const issue = issues[0] as Issue | undefined;
  if (issue?.code !== "invalid_union" || !issue.errors) return issue;
  const branches = issue.errors.map(deepest).filter((branch) => branch !== undefined);
  const best = branches.sort((a, b) => b.path.length - a.path.length)[0];
  if (best === undefined || best.path.length === 0) return issue;
  return { ...best, path: [...issue.path, ...best.path] };
}

function pathOf(path: PropertyKey[]): string | null {
  if (path.length === 0) return null;
  return path.reduce<string>(
    (text, key) =>
      typeof key === "number" ? `${text}[${key}]` : text === "" ? String(key) : `${text}.${String(key)}`,
    "",
  );
}
