import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test, vi } from "vitest";
import { place, situations } from "../support/command-place.ts";
import { authJson } from "../support/switchyard.ts";

// Every command is a process: a busy computer starts them slowly.
vi.setConfig({ testTimeout: 120_000 });

describe.each(situations)("%s", (_, prepare) => {
  test("Codex's login is followed where it lies and let go without ending it", async () => {
    const here = await place();
    await prepare(here);
    const codexHome = path.join(here.home, "codex-of-one");
    mkdirSync(codexHome);
    const auth = path.join(codexHome, "auth.json");
    expect(await here.cli(["accounts", "link", codexHome])).toMatchObject({
      code: 1,
      error: expect.stringContaining("codex login") as string,
    });
    writeFileSync(auth, authJson(here.simulator, "one"), { mode: 0o600 });
    const before = readFileSync(auth, "utf8");
    expect(await here.cli(["accounts", "link", codexHome])).toMatchObject({
      code: 0,
      out: expect.stringContaining("Follows Codex's login of one@example.com") as string,
    });
    expect(await here.list()).toMatchObject([{ email: "one@example.com", kind: "linked", health: "ok" }]);
    expect((await here.cli(["accounts", "remove", "one@example.com"])).out).toContain(
      "Codex stays signed in",
    );
    expect(await here.list()).toEqual([]);
    expect(here.simulator.requests.to("/oauth/revoke")).toEqual([]);
    expect(readFileSync(auth, "utf8")).toBe(before);
  });
});
