import { writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import type { GatewayStatus } from "../../src-shared/contract/gateway.ts";
import { codexTarget, type TargetPorts } from "../../src-main/use-cases/codex/codex-target.ts";
import { memorySettings } from "../support/memory-settings.ts";
import { temporaryFolder } from "../support/switchyard.ts";

const status = { baseUrl: "http://127.0.0.1:8787/v1", host: "127.0.0.1", port: 8787 } as GatewayStatus;

function pointing(present: "none" | "other" = "none") {
  const settings = memorySettings();
  const ports: TargetPorts = {
    mainHome: "/main",
    login: () =>
      ({ store: "file", file: "/main/auth.json", present: { kind: present }, undo: null }) as never,
    gateway: { status: () => status },
    settings,
  };
  return { settings, ports };
}

test("this gateway, with its key, and the login that the main home has", async () => {
  const { settings, ports } = pointing();
  settings.update({ gateway: { apiKey: "sy-not-a-real-key" } });
  const own = { baseUrl: "http://127.0.0.1:8787/codex/v1", apiKey: "sy-not-a-real-key", model: null };
  expect(await codexTarget(ports, "/main")).toEqual({ ...own, codexLogin: false });
  expect(await codexTarget(pointing("other").ports, "/main")).toMatchObject({ codexLogin: true });
});

test("another computer's where the settings or the wish say so, with that one's key", async () => {
  const { settings, ports } = pointing();
  settings.update({ codex: { remote: "http://192.168.1.5:8787", remoteKey: "sy-not-a-real-key-either" } });
  expect(await codexTarget(ports, "/main")).toMatchObject({
    baseUrl: expect.stringMatching(/^http:\/\/192\.168\.1\.5:8787\/codex\/v1/),
    apiKey: "sy-not-a-real-key-either",
  });
  expect(
    await codexTarget(ports, "/main", { profile: null, remote: null, remoteKey: null, model: "gpt-5.5" }),
  ).toMatchObject({ baseUrl: "http://127.0.0.1:8787/codex/v1", model: "gpt-5.5" });
});

test("a further home is looked into itself", async () => {
  const { ports } = pointing("other");
  const home = await temporaryFolder();
  expect(await codexTarget(ports, home)).toMatchObject({ codexLogin: false });
  writeFileSync(path.join(home, "auth.json"), JSON.stringify({ OPENAI_API_KEY: "sk-not-a-real-key" }));
  expect(await codexTarget(ports, home)).toMatchObject({ codexLogin: true });
});
