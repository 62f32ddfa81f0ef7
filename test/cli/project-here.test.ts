import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { projectAt, rootOfProject } from "../../src-main/cli/programs/project-here.ts";
import { temporaryFolder } from "../support/switchyard.ts";

test("the project is the repository's folder, for a worktree too; a submodule is one of its own", async () => {
  const root = await temporaryFolder();
  const folder = (name: string) => mkdirSync(path.join(root, name), { recursive: true });
  for (const name of ["shop/.git", "shop/src/deep", "fix", "shop/parts", "none"]) folder(name);
  writeFileSync(path.join(root, "fix/.git"), `gitdir: ${root}/shop/.git/worktrees/fix\n`);
  writeFileSync(path.join(root, "shop/parts/.git"), "gitdir: ../.git/modules/parts\n");
  const found = ["shop/src/deep", "fix", "shop/parts", "none"].map((name) =>
    projectAt(path.join(root, name)),
  );
  expect(found).toEqual(["shop", "shop", "parts", null]);
  expect(rootOfProject("http://127.0.0.1:1", "bär")).toBe("http://127.0.0.1:1/@b%C3%A4r");
});
