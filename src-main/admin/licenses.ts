/** Licences of the packages that were built in, as the build lists them. */
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import type { PackageLicense } from "../../src-shared/contract/app.ts";

const listSchema = z.array(
  z.object({ name: z.string(), version: z.string(), license: z.string(), text: z.string() }),
);

/** `rendererFolder`: the built window; beside it lie the lists of the other parts. Empty where nothing was built. */
export async function readLicenses(rendererFolder: string | undefined): Promise<PackageLicense[]> {
  if (rendererFolder === undefined) return [];
  const beside = path.join(rendererFolder, "../licenses");
  const names = await readdir(beside).catch(() => []);
  const files = [path.join(rendererFolder, "licenses.json"), ...names.map((name) => path.join(beside, name))];
  const found = new Map<string, PackageLicense>();
  for (const file of files) {
    const list = await readFile(file, "utf8").then(
      (text) => listSchema.parse(JSON.parse(text)),
      () => [],
    );
    for (const entry of list) found.set(`${entry.name} ${entry.version}`, entry);
  }
  return [...found.values()].toSorted((left, right) => left.name.localeCompare(right.name));
}
