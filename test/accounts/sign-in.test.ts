/** Signing in against the simulated issuer, on the real ports. */
import { createServer as createHttpServer, type RequestListener } from "node:http";
import { connect, createServer, type Server } from "node:net";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import type { SignInState } from "../../src-shared/contract/sign-in.ts";
import { listenForCallback } from "../../src-main/accounts/login/loopback.ts";
import { createSignIn } from "../../src-main/accounts/login/sign-in.ts";
import { createGate } from "../../src-main/simulator/answers/gate.ts";
import type { SimulatorOptions } from "../../src-main/simulator/simulator.ts";
import { send } from "../simulator/harness.ts";
import { claimSignInPorts } from "../support/sign-in-ports.ts";
import { loginOf, startAccounts } from "./bench.ts";

beforeEach(claimSignInPorts);

const minute = 60_000;
const byBrowser = { method: "browser", openBrowser: false } as const;
const byDevice = { method: "device", openBrowser: false } as const;

async function startSignIn(options: SimulatorOptions = {}) {
  const accounts = await startAccounts(options);
  const opened: string[] = [];
  const shown: SignInState[] = [];
  const signIn = createSignIn({
    issuerFor: () => accounts.issuer,
    clock: accounts.clock,
    openBrowser: async (url) => void opened.push(url),
    save: (login, label) => accounts.store.putLogin(login, label),
  });
  signIn.changed(() => shown.push(signIn.state()));
  onTestFinished(async () => void (await signIn.cancel()));
  return { ...accounts, signIn, opened, shown };
}

type Started = Awaited<ReturnType<typeof startSignIn>>;

async function beginBrowser({ signIn }: Pick<Started, "signIn">) {
  const state = await signIn.start(byBrowser);
  if (state.step !== "browser") throw new Error(`It is at ${state.step}.`);
  return state;
}

/** What a person does on the authorize page; resolves with the address the browser is sent to. */
async function choose(
  { simulator }: Pick<Started, "simulator">,
  authorizeUrl: string,
  choice: { account: string } | { deny: string },
): Promise<string> {
  const page = await send(authorizeUrl);
  expect(page.text).toContain("data-account");
  const form = new URLSearchParams({ request: new URL(authorizeUrl).search.slice(1), ...choice });
  const headers = { "content-type": "application/x-www-form-urlencoded" };
  const url = `${simulator.authBaseUrl}/oauth/authorize`;
  const answer = await send(url, { method: "POST", headers, body: form.toString() });
  expect(answer.status).toBe(303);
  return String(answer.headers["location"]);
}

/** The address as the browser takes it: localhost is either of the two. */
const on = (address: string, host: string) => address.replace("//localhost", `//${host}`);

async function occupy(port: number, host = "127.0.0.1", handler?: RequestListener): Promise<Server> {
  const server = handler ? createHttpServer(handler) : createServer((socket) => socket.destroy());
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, resolve);
  });
  onTestFinished(() => new Promise<void>((resolve) => void server.close(() => resolve())));
  return server;
}

async function isFree(port: number): Promise<boolean> {
  for (const host of ["127.0.0.1", "::1"]) {
    const server = createServer();
    const free = await new Promise<boolean>((resolve) => {
      server.once("error", () => resolve(false));
      server.listen(port, host, () => server.close(() => resolve(true)));
    });
    if (!free) return false;
  }
  return true;
}

test.each(["127.0.0.1", "[::1]"])("the browser comes back on %s and the account is there", async (host) => {
  const bench = await startSignIn();
  const state = await beginBrowser(bench);
  expect(state.port).toBe(1455);
  const authorize = new URL(state.authorizeUrl);
  expect(authorize.searchParams.get("redirect_uri")).toBe("http://localhost:1455/auth/callback");
  expect(authorize.searchParams.get("state")).toMatch(/^[\w-]{43}$/);

  const callback = await choose(bench, state.authorizeUrl, { account: "ann" });
  const page = await send(on(callback, host));
  expect(page.status).toBe(200);
  expect(page.text).toContain("Signed in");
  expect(page.headers).toMatchObject({ "cache-control": "no-store", "referrer-policy": "no-referrer" });
  expect(bench.signIn.state()).toMatchObject({ step: "done", renewed: false });
  expect(bench.store.all()).toMatchObject([{ email: "ann@example.test", plan: "plus" }]);
  expect(bench.shown.map((each) => each.step)).toEqual(["idle", "browser", "finishing", "done"]);
  expect(await isFree(1455)).toBe(true);
});

test("the browser is opened when asked for, and one that does not open is no failure", async () => {
  const { signIn, opened } = await startSignIn();
  const state = await signIn.start({ method: "browser", openBrowser: true });
  expect(opened).toEqual([state.step === "browser" ? state.authorizeUrl : null]);
});

test("a stranger on 1455 sends the sign-in to 1457", async () => {
  await occupy(1455);
  const bench = await startSignIn();
  const state = await beginBrowser(bench);
  expect(state.port).toBe(1457);
  const callback = await choose(bench, state.authorizeUrl, { account: "ann" });
  expect(callback).toContain("localhost:1457");
  await send(on(callback, "127.0.0.1"));
  expect(bench.signIn.state().step).toBe("done");
});

test("a web server on 1455 that knows no /cancel keeps its port", async () => {
  await occupy(1455, "127.0.0.1", (_, response) => response.writeHead(404).end());
  expect((await beginBrowser(await startSignIn())).port).toBe(1457);
});

test("a stranger on ::1 alone would get the browser: the other port is used", async () => {
  await occupy(1455, "::1");
  expect((await beginBrowser(await startSignIn())).port).toBe(1457);
});

test("with both ports taken pasting the address works", async () => {
  await occupy(1455);
  await occupy(1457);
  const bench = await startSignIn();
  const state = await beginBrowser(bench);
  expect(state.port).toBeNull();
  const callback = await choose(bench, state.authorizeUrl, { account: "ann" });
  expect((await bench.signIn.paste(callback)).step).toBe("done");
});

test("another sign-in that listens is asked to give the port up", async () => {
  let cancelled = false;
  const other = await listenForCallback({
    ports: [1455],
    state: "of another program",
    onCallback: () => {},
    onCancel: () => {
      cancelled = true;
      void other?.close();
    },
  });
  const state = await beginBrowser(await startSignIn());
  expect(cancelled).toBe(true);
  expect(state.port).toBe(1455);
});

test("asked to give the port up it says so and frees it", async () => {
  const bench = await startSignIn();
  await beginBrowser(bench);
  const answer = await send("http://127.0.0.1:1455/cancel");
  expect([answer.status, answer.text]).toEqual([200, "Login cancelled"]);
  expect(bench.signIn.state()).toMatchObject({ step: "failed", problem: { code: "sign_in_cancelled" } });
  await bench.signIn.cancel();
  expect(await isFree(1455)).toBe(true);
});

test.each([
  { "sec-fetch-site": "cross-site" },
  { "sec-fetch-site": "same-site" },
  { origin: "https://evil.example" },
])("a page cannot end it (%j)", async (headers) => {
  const bench = await startSignIn();
  await beginBrowser(bench);
  expect((await send("http://127.0.0.1:1455/cancel", { headers })).status).toBe(403);
  expect(bench.signIn.state().step).toBe("browser");
  await bench.signIn.cancel();
});

test("a wrong state is refused and the right one still finishes", async () => {
  const bench = await startSignIn();
  const state = await beginBrowser(bench);
  const callback = new URL(on(await choose(bench, state.authorizeUrl, { account: "ann" }), "127.0.0.1"));
  for (const wrong of ["state=wrong&code=x", "code=x", ""]) {
    const refused = await send(`${callback.origin}/auth/callback?${wrong}`);
    expect([refused.status, refused.text]).toEqual([400, "State mismatch"]);
  }
  expect(bench.signIn.state().step).toBe("browser");
  expect((await send(callback.href)).status).toBe(200);
  expect(bench.signIn.state().step).toBe("done");
});

test("other paths and other methods are not found and change nothing", async () => {
  const bench = await startSignIn();
  const state = await beginBrowser(bench);
  const callback = on(await choose(bench, state.authorizeUrl, { account: "ann" }), "127.0.0.1");
  expect((await send("http://127.0.0.1:1455/")).status).toBe(404);
  expect((await send("http://127.0.0.1:1455//")).status).toBe(404);
  expect((await send(callback, { method: "POST" })).status).toBe(404);
  expect((await send(callback, { method: "HEAD" })).status).toBe(404);
  expect(bench.signIn.state().step).toBe("browser");
});

test("denied in the browser", async () => {
  const bench = await startSignIn();
  const state = await beginBrowser(bench);
  const page = await send(on(await choose(bench, state.authorizeUrl, { deny: "1" }), "127.0.0.1"));
  expect(page.status).toBe(400);
  expect(page.text).toContain("was not allowed in the browser");
  expect(bench.signIn.state()).toMatchObject({ step: "failed", problem: { code: "sign_in_denied" } });
  expect(bench.refreshes()).toHaveLength(0);
  expect(await isFree(1455)).toBe(true);
});

test.each([
  ["error=access_denied&error_description=missing_codex_entitlement", /does not allow Codex/],
  ["error=server_error", /without a login \(server_error\)/],
  ["error=%3Cscript%3Ealert(1)%3C/script%3E", /without a login\./],
  ["nothing=1", /without a login\./],
])("sent back with %s it says why, and repeats nothing of the address", async (query, words) => {
  const bench = await startSignIn();
  const { authorizeUrl } = await beginBrowser(bench);
  const state = new URL(authorizeUrl).searchParams.get("state") ?? "";
  const page = await send(`http://127.0.0.1:1455/auth/callback?${query}&state=${state}`);
  expect(page.text).toMatch(words);
  expect(page.text).not.toContain("<script>alert");
  expect(page.text).not.toContain(state);
});

test("a login that the issuer does not confirm is a failure in words", async () => {
  const bench = await startSignIn();
  const state = await beginBrowser(bench);
  const callback = on(await choose(bench, state.authorizeUrl, { account: "ann" }), "127.0.0.1");
  const reply = { status: 400, body: { error: "invalid_grant", error_description: "code ac_fake_secret" } };
  bench.simulator.script.next({ method: "POST", path: "/oauth/token", reply });
  const page = await send(callback);
  expect(page.status).toBe(400);
  expect(page.text).toContain("invalid_grant, status 400");
  expect(page.text).not.toContain("ac_fake_secret");
  const code = new URL(callback).searchParams.get("code") ?? "no code";
  expect(page.text).not.toContain(code);
  expect(JSON.stringify(bench.shown)).not.toContain(code);
  expect(bench.signIn.state()).toMatchObject({ step: "failed" });
});

test("a tab loaded twice redeems its code once, and both see the end", async () => {
  const bench = await startSignIn();
  const state = await beginBrowser(bench);
  const callback = on(await choose(bench, state.authorizeUrl, { account: "ann" }), "127.0.0.1");
  const gate = createGate();
  bench.simulator.script.next({ method: "POST", path: "/oauth/token", headersGate: gate });
  const tabs = [send(callback), send(callback)];
  await gate.reached;
  const pasted = bench.signIn.paste(callback);
  gate.open();
  for (const page of await Promise.all(tabs)) expect(page.text).toContain("Signed in");
  expect((await pasted).step).toBe("done");
  expect(bench.refreshes()).toHaveLength(1);
});

test("a state that was used is of no more use", async () => {
  const bench = await startSignIn();
  const first = await beginBrowser(bench);
  const callback = await choose(bench, first.authorizeUrl, { account: "ann" });
  await send(on(callback, "127.0.0.1"));
  await expect(bench.signIn.paste(callback)).rejects.toMatchObject({ code: "sign_in_expired" });
  await beginBrowser(bench);
  expect((await send(on(callback, "127.0.0.1"))).status).toBe(400);
  await expect(bench.signIn.paste(callback)).rejects.toMatchObject({ code: "sign_in_state_mismatch" });
  expect(bench.store.all()).toHaveLength(1);
});

test.each([
  ["the whole address", (address: string) => address],
  ["the query", (address: string) => new URL(address).search],
  ["the query without ?", (address: string) => new URL(address).search.slice(1)],
  ["quotes and blanks around it", (address: string) => `  "${address}"\n`],
  ["angle brackets around it", (address: string) => `<${address}>`],
  ["a fragment behind it", (address: string) => `${address}#top`],
])("pasting %s", async (_, shape) => {
  const bench = await startSignIn();
  const state = await beginBrowser(bench);
  const callback = await choose(bench, state.authorizeUrl, { account: "ann" });
  expect((await bench.signIn.paste(shape(callback))).step).toBe("done");
  expect(await isFree(1455)).toBe(true);
});

test("pasting something else says so and the sign-in goes on", async () => {
  const bench = await startSignIn();
  await expect(bench.signIn.paste("code=a&state=b")).rejects.toMatchObject({ code: "sign_in_expired" });
  await beginBrowser(bench);
  const invalid = { code: "redirect_address_invalid" };
  await expect(bench.signIn.paste("hello")).rejects.toMatchObject(invalid);
  await expect(bench.signIn.paste("http://localhost:1455/auth/callback")).rejects.toMatchObject(invalid);
  const mismatch = { code: "sign_in_state_mismatch" };
  await expect(bench.signIn.paste("code=a&state=b")).rejects.toMatchObject(mismatch);
  await expect(bench.signIn.paste("code=a")).rejects.toMatchObject(mismatch);
  expect(bench.signIn.state().step).toBe("browser");
});

test("a second sign-in ends the first and has its port", async () => {
  const bench = await startSignIn();
  const first = await beginBrowser(bench);
  const callback = on(await choose(bench, first.authorizeUrl, { account: "ann" }), "127.0.0.1");
  const second = await beginBrowser(bench);
  expect(second.port).toBe(1455);
  expect((await send(callback)).text).toBe("State mismatch");
  await send(on(await choose(bench, second.authorizeUrl, { account: "bob" }), "127.0.0.1"));
  expect(bench.store.all()).toMatchObject([{ email: "bob@example.test" }]);
});

test("two sign-ins begun at the same moment: the later one stands", async () => {
  const bench = await startSignIn();
  await Promise.all([bench.signIn.start(byBrowser), bench.signIn.start(byBrowser)]);
  const state = bench.signIn.state();
  if (state.step !== "browser") throw new Error(`It is at ${state.step}.`);
  const callback = await choose(bench, state.authorizeUrl, { account: "ann" });
  expect((await bench.signIn.paste(callback)).step).toBe("done");
  expect(await isFree(1455)).toBe(true);
  expect(await isFree(1457)).toBe(true);
});

test("cancel frees the port, also with an idle connection of the browser", async () => {
  const bench = await startSignIn();
  await beginBrowser(bench);
  const ahead = connect(1455, "127.0.0.1");
  await new Promise((resolve) => ahead.once("connect", resolve));
  expect((await bench.signIn.cancel()).step).toBe("idle");
  expect(await isFree(1455)).toBe(true);
});

test("cancel while the code is redeemed: nothing is stored and the tab is told", async () => {
  const bench = await startSignIn();
  const state = await beginBrowser(bench);
  const callback = on(await choose(bench, state.authorizeUrl, { account: "ann" }), "127.0.0.1");
  const gate = createGate();
  bench.simulator.script.next({ method: "POST", path: "/oauth/token", headersGate: gate });
  const tab = send(callback);
  await gate.reached;
  const outcome = bench.signIn.paste(callback);
  expect((await bench.signIn.cancel()).step).toBe("idle");
  expect((await tab).text).toContain("Sign-in ended");
  gate.open();
  await outcome;
  expect(bench.store.all()).toEqual([]);
  expect(bench.signIn.state().step).toBe("idle");
});

test("nobody comes back: after a quarter of an hour the port is free again", async () => {
  const bench = await startSignIn();
  await beginBrowser(bench);
  bench.clock.advance(15 * minute);
  expect(bench.signIn.state()).toMatchObject({ step: "failed", problem: { code: "sign_in_expired" } });
  await bench.signIn.cancel();
  expect(await isFree(1455)).toBe(true);
});

test("a failed sign-in leaves the stored login as it was, byte for byte", async () => {
  const bench = await startSignIn();
  await bench.store.putLogin(loginOf(bench.simulator, "ann"));
  const before = bench.onDisk();
  const state = await beginBrowser(bench);
  await send(on(await choose(bench, state.authorizeUrl, { deny: "1" }), "127.0.0.1"));
  const again = await beginBrowser(bench);
  bench.simulator.script.next({ method: "POST", path: "/oauth/token", reply: { status: 500, body: "" } });
  await send(on(await choose(bench, again.authorizeUrl, { account: "ann" }), "127.0.0.1"));
  expect(bench.signIn.state().step).toBe("failed");
  expect(bench.onDisk()).toBe(before);
});

const twoWorkspaces = [
  { id: "home", email: "ann@example.test", userId: "user-ann" },
  { id: "work", email: "ann@example.test", userId: "user-ann", plan: "team" },
];

test("signing in again renews the account; the same e-mail in another workspace is a second one", async () => {
  const bench = await startSignIn({ accounts: twoWorkspaces });
  const ends = [];
  for (const account of ["home", "work", "home"]) {
    const state = await beginBrowser(bench);
    ends.push(await bench.signIn.paste(await choose(bench, state.authorizeUrl, { account })));
  }
  expect(ends).toMatchObject([{ renewed: false }, { renewed: false }, { renewed: true }]);
  expect(bench.store.all().map((account) => [account.email, account.plan])).toEqual([
    ["ann@example.test", "plus"],
    ["ann@example.test", "team"],
  ]);
});

test("no code, verifier or token is ever in the shown state", async () => {
  const bench = await startSignIn();
  const state = await beginBrowser(bench);
  const callback = await choose(bench, state.authorizeUrl, { account: "ann" });
  await bench.signIn.paste(callback);
  const shown = JSON.stringify(bench.shown);
  const [exchange] = bench.refreshes();
  const { code_verifier: verifier, code } = (exchange?.body ?? {}) as Record<string, string>;
  const { tokens } = bench.store.all()[0] ?? {};
  const secrets = [verifier, code, tokens?.accessToken, tokens?.refreshToken, tokens?.idToken];
  for (const secret of secrets) {
    expect(secret).toMatch(/^.{20,}/);
    expect(shown).not.toContain(secret);
  }
});

async function beginDevice({ signIn }: Pick<Started, "signIn">) {
  const state = await signIn.start(byDevice);
  if (state.step !== "device") throw new Error(`It is at ${state.step}.`);
  return state;
}

/** Lets the next poll happen and resolves when its answer is there. */
async function nextPoll({ clock, simulator }: Pick<Started, "clock" | "simulator">): Promise<void> {
  const path = "/api/accounts/deviceauth/token";
  await clock.awaited();
  const before = simulator.requests.to(path).length;
  clock.advance(5000);
  await expect.poll(() => simulator.requests.to(path).length).toBe(before + 1);
  await simulator.requests.to(path).at(-1)?.closed;
}

test("by device code: pending, then confirmed", async () => {
  const bench = await startSignIn();
  const state = await beginDevice(bench);
  expect(state.verificationUrl).toBe(`${bench.simulator.authBaseUrl}/codex/device`);
  expect(state.expiresAt).toBe(bench.clock.now() + 15 * minute);
  await nextPoll(bench);
  expect(bench.signIn.state().step).toBe("device");
  expect(bench.simulator.decideDevice(state.userCode, "ann")).toBe("");
  await nextPoll(bench);
  await expect.poll(() => bench.signIn.state().step).toBe("done");
  expect(bench.store.all()).toMatchObject([{ email: "ann@example.test" }]);
});

test("by device code: denied", async () => {
  const bench = await startSignIn();
  const state = await beginDevice(bench);
  bench.simulator.decideDevice(state.userCode, null);
  await nextPoll(bench);
  await expect
    .poll(() => bench.signIn.state())
    .toMatchObject({
      step: "failed",
      problem: { code: "sign_in_denied", message: expect.stringContaining("access_denied") },
    });
});

test("by device code: nobody confirms for a quarter of an hour", async () => {
  const bench = await startSignIn();
  await beginDevice(bench);
  await bench.clock.awaited();
  bench.clock.advance(15 * minute);
  await expect
    .poll(() => bench.signIn.state())
    .toMatchObject({
      step: "failed",
      problem: { code: "sign_in_expired" },
    });
});

test.each([
  ["lost", { reply: { status: 503, body: "" }, cutAfterBytes: 0 }],
  ["a 502 page", { reply: { status: 502, body: "<html>Bad gateway</html>" } }],
  ["a throttle", { reply: { status: 429, body: {} } }],
])("by device code: one answer that is %s does not end it", async (_, behaviour) => {
  const bench = await startSignIn();
  const state = await beginDevice(bench);
  bench.simulator.script.next({ method: "POST", path: "/api/accounts/deviceauth/token", ...behaviour });
  await nextPoll(bench);
  bench.simulator.decideDevice(state.userCode, "ann");
  await nextPoll(bench);
  await expect.poll(() => bench.signIn.state().step).toBe("done");
});

test("by device code: switched off, and in trouble, are told apart", async () => {
  const off = await startSignIn({ deviceLogin: false });
  expect(await off.signIn.start(byDevice)).toMatchObject({
    step: "failed",
    problem: { code: "device_sign_in_disabled" },
  });
  const reply = { status: 503, body: "" };
  off.simulator.script.next({ method: "POST", path: "/api/accounts/deviceauth/usercode", reply });
  expect(await off.signIn.start(byDevice)).toMatchObject({ step: "failed", problem: { code: "protocol" } });
});

test("cancel ends the polling", async () => {
  const bench = await startSignIn();
  await beginDevice(bench);
  await bench.signIn.cancel();
  bench.clock.advance(minute);
  expect(bench.simulator.requests.to("/api/accounts/deviceauth/token")).toHaveLength(0);
});

test("an issuer that is not there is a failure that names it", async () => {
  const bench = await startSignIn();
  const state = await beginBrowser(bench);
  const callback = await choose(bench, state.authorizeUrl, { account: "ann" });
  await bench.simulator.close();
  const end = await bench.signIn.paste(callback);
  expect(end).toMatchObject({ step: "failed", problem: { code: "network" } });
  expect(JSON.stringify(end)).toContain(new URL(bench.simulator.authBaseUrl).host);
});
