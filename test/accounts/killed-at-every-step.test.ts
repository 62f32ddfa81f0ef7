/**
 * kill -9 right after each single file operation of a renewal, a sign-in and a login's way to Codex and back: whatever is left, the next process
 * goes on with a login that works, and nobody redeems a refresh token twice.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { linkCodex } from "../../src-main/accounts/account-actions.ts";
import { refreshTokens } from "../../src-main/accounts/login/issuer.ts";
import { createCodexHandover } from "../../src-main/accounts/codex-login/transfer-login.ts";
import { createTokenKeeper } from "../../src-main/accounts/renewal/token-keeper.ts";
import { systemClock } from "../../src-main/platform/ports.ts";
import { startSimulator, type Simulator } from "../../src-main/simulator/simulator.ts";
import { Agent } from "undici";
import { bundleScript } from "../support/bundled-script.ts";
import { authJson, temporaryFolder } from "../support/switchyard.ts";
import { loginOf, openStore } from "./bench.ts";

interface Place {
  file: string;
  codexHome: string;
}

/** Each in a folder of its own, so that what one waits for is another's time. */
const atOnce = 3;

/** Runs the scene once per step, until it comes to its end; how many steps there were. */
async function killAtEveryStep(
  simulator: Simulator,
  what: "renew" | "sign-in" | "apply" | "undo",
  prepare: (place: Place) => Promise<void>,
  check: (place: Place) => Promise<void>,
): Promise<number> {
  const script = await bundleScript(path.join(import.meta.dirname, "killed-process.ts"));
  /** Resolves to whether the scene came to its end before that step. */
  const killAt = async (step: number): Promise<boolean> => {
    const folder = await temporaryFolder();
    const place = { file: path.join(folder, "accounts.json"), codexHome: folder };
    await prepare(place);
    const args = [script, what, String(step), place.file, simulator.authBaseUrl];
    const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
    const [output, [code, signal]] = await Promise.all([child.stdout.toArray(), once(child, "exit")]);
    const whole = output.join("").trim() === "whole";
    expect([code, signal], `step ${step}`).toEqual(whole ? [0, null] : [null, "SIGKILL"]);
    await check(place);
    return whole;
  };
  for (let done = 0; ; done += atOnce) {
    const wholes = await Promise.all(Array.from({ length: atOnce }, (_, at) => killAt(done + at + 1)));
    const kills = wholes.indexOf(true);
    if (kills !== -1) return done + kills;
  }
}

/** What the next process begins with. */
async function nextProcess(simulator: Simulator, { file, codexHome }: Place) {
  const dispatcher = new Agent();
  onTestFinished(() => dispatcher.destroy());
  const store = await openStore(file);
  const now = () => Date.now();
  const issuer = {
    base: simulator.authBaseUrl,
    dispatcher: () => dispatcher,
    userAgent: () => "test",
    now,
  };
  const handover = createCodexHandover({
    store,
    file: path.join(path.dirname(file), "codex-login.json"),
    codexHome,
    now,
    credentialStore: async () => "file",
    codexRuns: async () => false,
  });
  const keeper = createTokenKeeper({
    store,
    handover,
    clock: systemClock,
    folder: path.dirname(file),
    refresh: (tokens, reason) => refreshTokens(issuer, tokens, reason),
  });
  await keeper.finishInterrupted();
  return { store, keeper, issuer, handover };
}

/** What the next process finds, and that it works at the backend. */
async function expectWorkingLogin(simulator: Simulator, place: Place): Promise<void> {
  const { store, keeper, issuer } = await nextProcess(simulator, place);
  expect(store.all()).toHaveLength(1);
  const account = store.all()[0];
  const { accessToken, workspaceId } = await keeper.credentials(account?.id ?? "");
  expect(keeper.expiresAt(store.all()[0] ?? expect.unreachable())).toBeGreaterThan(Date.now() + 3_600_000);
  const answer = await fetch(`${simulator.codexBaseUrl}/wham/usage`, {
    headers: { authorization: `Bearer ${accessToken}`, "chatgpt-account-id": workspaceId },
  });
  expect(answer.status).toBe(200);
  // A login that was renewed can be renewed again: its refresh token is the newest of its family.
  const renewed = await refreshTokens(
    issuer,
    store.all()[0]?.tokens ?? expect.unreachable(),
    "proactive_expiry",
  );
  expect(renewed.kind).toBe("renewed");
}

async function simulate(): Promise<Simulator> {
  const simulator = await startSimulator({ accounts: [{ id: "ann" }, { id: "bob" }], logLimit: 10_000 });
  onTestFinished(() => simulator.close());
  return simulator;
}

/** Nothing that holds a token lies around when all is done. */
function expectTidy(file: string): void {
  const names = readdirSync(path.dirname(file)).filter((name) => !name.startsWith("auth"));
  expect(names.filter((name) => !/\.lock|^codex-login\.json$/.test(name))).toEqual(["accounts.json"]);
}

test("of a renewal", { timeout: 600_000 }, async () => {
  const simulator = await simulate();
  const steps = await killAtEveryStep(
    simulator,
    "renew",
    async ({ file }) => void (await (await openStore(file)).putLogin(loginOf(simulator, "ann", 60))),
    async (place) => {
      await expectWorkingLogin(simulator, place);
      expectTidy(place.file);
    },
  );
  expect(steps).toBeGreaterThan(15);
  const refused = simulator.requests.to("/oauth/token").filter((request) => request.status !== 200);
  expect(refused).toEqual([]);
});

test("of a sign-in over a login that works", { timeout: 600_000 }, async () => {
  const simulator = await simulate();
  const steps = await killAtEveryStep(
    simulator,
    "sign-in",
    async ({ file }) => void (await (await openStore(file)).putLogin(loginOf(simulator, "ann"))),
    async (place) => {
      await expectWorkingLogin(simulator, place);
      expectTidy(place.file);
    },
  );
  expect(steps).toBeGreaterThan(8);
});

test.skipIf(process.platform === "win32")(
  "of a renewal in Codex's own file",
  { timeout: 600_000 },
  async () => {
    const simulator = await simulate();
    const steps = await killAtEveryStep(
      simulator,
      "renew",
      async ({ file, codexHome }) => {
        const auth = {
          ...(JSON.parse(authJson(simulator, "ann", { expiresInSeconds: 60 })) as object),
          kept: 1,
        };
        writeFileSync(path.join(codexHome, "auth.json"), JSON.stringify(auth), { mode: 0o600 });
        await linkCodex(await openStore(file), codexHome);
      },
      async (place) => {
        await expectWorkingLogin(simulator, place);
        expectTidy(place.file);
        const auth = path.join(place.codexHome, "auth.json");
        expect(JSON.parse(readFileSync(auth, "utf8"))).toMatchObject({
          kept: 1,
          auth_mode: "chatgpt",
          tokens: { refresh_token: expect.stringMatching(/\.1$/) as string },
        });
        expect(statSync(auth).mode & 0o777).toBe(0o600);
        expect(readFileSync(place.file, "utf8")).not.toContain("rt_fake");
      },
    );
    expect(steps).toBeGreaterThan(15);
    const refused = simulator.requests.to("/oauth/token").filter((request) => request.status !== 200);
    expect(refused).toEqual([]);
  },
);

/** Ann is signed in here, bob's login is Codex's own and followed there. */
async function annHereBobThere(simulator: Simulator, { file, codexHome }: Place): Promise<void> {
  const store = await openStore(file);
  await store.putLogin(loginOf(simulator, "ann"));
  writeFileSync(path.join(codexHome, "auth.json"), authJson(simulator, "bob"), { mode: 0o600 });
  await linkCodex(store, codexHome);
}

/** Both logins are there, each in one place, and both can be renewed. */
async function expectBothOnce(simulator: Simulator, place: Place): Promise<void> {
  const { store, keeper } = await nextProcess(simulator, place);
  expect(store.all()).toHaveLength(2);
  expect(store.all().filter(({ linked }) => linked !== null)).toHaveLength(1);
  const auth = path.join(place.codexHome, "auth.json");
  for (const { id, linked } of store.all()) {
    const { refreshToken } = store.get(id)?.tokens ?? expect.unreachable();
    const lies = (file: string) => readFileSync(file, "utf8").includes(refreshToken ?? "none");
    expect([lies(auth), lies(place.file)]).toEqual(linked === null ? [false, true] : [true, false]);
    const { accessToken } = await keeper.credentials(id);
    await keeper.refresh(id);
    expect((await keeper.credentials(id)).accessToken).not.toBe(accessToken);
  }
  expect(statSync(auth).mode & 0o777).toBe(0o600);
  expectTidy(place.file);
}

test.skipIf(process.platform === "win32")(
  "of a login given to Codex and taken back",
  { timeout: 600_000 },
  async () => {
    const simulator = await simulate();
    const check = (place: Place) => expectBothOnce(simulator, place);
    const given = await killAtEveryStep(
      simulator,
      "apply",
      (place) => annHereBobThere(simulator, place),
      check,
    );
    const taken = await killAtEveryStep(
      simulator,
      "undo",
      async (place) => {
        await annHereBobThere(simulator, place);
        const { store, keeper, handover } = await nextProcess(simulator, place);
        const ann = store.all()[0]?.id ?? "";
        await keeper.alone([ann], () => handover.apply(ann));
      },
      check,
    );
    expect(Math.min(given, taken)).toBeGreaterThan(20);
    const refused = simulator.requests.to("/oauth/token").filter((request) => request.status !== 200);
    expect(refused).toEqual([]);
  },
);
