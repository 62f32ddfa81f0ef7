/** Brings a file of an earlier version to the present shape. The file itself changes with the next change of a setting. */
import type { Tree } from "./environment.ts";

/** Each leads from one version of the file's shape to the next; the first from 1 to 2. */
export type Migration = (tree: Tree) => Tree;

const migrations: readonly Migration[] = [];

/** Stands in the file beside the sections. A file without it is of the first version. */
const versionKey = "schemaVersion";

export function migrateSettings(
  stored: Readonly<Record<string, unknown>>,
  steps: readonly Migration[] = migrations,
): Record<string, unknown> {
  const { [versionKey]: stamp, ...rest } = stored;
  const version = typeof stamp === "number" && Number.isInteger(stamp) && stamp > 0 ? stamp : 1;
  const present = steps.length + 1;
  // A newer version's file is read as far as it is understood, and keeps its number.
  let tree = rest as Tree;
  for (const step of steps.slice(version - 1)) tree = step(tree);
  return { [versionKey]: Math.max(version, present), ...tree };
}
