/** The real clients are large and a package of their own: who has not installed them is told so, a CI run fails. */
import { existsSync } from "node:fs";
import path from "node:path";
import { test } from "vitest";
import { leaveOut } from "../../support/left-out.ts";

const modules = path.join(import.meta.dirname, "../node_modules");

/** Loads tests that need `client`, a package of this folder; loading registers them. */
export async function withClient(client: string, load: () => Promise<unknown>): Promise<void> {
  if (existsSync(path.join(modules, client))) {
    await load();
    return;
  }
  const reason = "not installed: npm ci --prefix test/clients";
  test(client, ({ skip }) => {
    leaveOut("real clients", reason);
    skip(reason);
  });
}
