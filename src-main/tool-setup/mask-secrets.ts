/** Lines of a settings file as they may be shown: without the keys of others, and without ours. Pure. */
import type { DiffLine } from "../platform/line-diff.ts";

const name = String.raw`[\w.:-]*(?:key|token|secret|password|credential)s?[\w.:-]*`;
const json = new RegExp(String.raw`("${name}"\s*:\s*)"(?!(?:local|YOUR_API_KEY)")(?:[^"\\]|\\.)+"`, "gi");
const yaml = new RegExp(
  String.raw`^(\s*(?:- )?${name}:\s+)(?!local\b|YOUR_API_KEY\b|\d+\s*$|[[{|>&*]|"\$\{\{|\$\{\{)\S.*$`,
  "i",
);

/** Values under a name that tells of a secret become dots. */
export function withoutSecrets(lines: readonly DiffLine[]): DiffLine[] {
  return lines.map(({ kind, text }) => ({
    kind,
    text: text.replace(json, '$1"…"').replace(yaml, "$1…"),
  }));
}
