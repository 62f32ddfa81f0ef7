/** The project that a command is given in: the name of the git root's folder. */
import { readFileSync, statSync } from "node:fs";
import path from "node:path";
import { projectName } from "../../../src-shared/project-name.ts";

/** Null outside of a repository. A worktree belongs to the project of its repository. */
export function projectAt(folder: string): string | null {
  for (let at = path.resolve(folder); ; at = path.dirname(at)) {
    const mark = path.join(at, ".git");
    const found = statSync(mark, { throwIfNoEntry: false });
    if (found !== undefined) return projectName(found.isFile() ? (repositoryOf(mark) ?? at) : at);
    if (at === path.dirname(at)) return null;
  }
}

/** `gitdir: /home/me/shop/.git/worktrees/fix` (gitrepository-layout); null for a submodule, which is its own project. */
function repositoryOf(file: string): string | null {
  try {
    return /^gitdir: (.+?)[/\\]\.git[/\\]worktrees[/\\]/.exec(readFileSync(file, "utf8"))?.[1] ?? null;
  } catch {
    return null;
  }
}

/** The gateway's address with the project in front of every route. */
export function rootOfProject(root: string, project: string | null): string {
  return project === null ? root : `${root}/@${encodeURIComponent(project)}`;
}
