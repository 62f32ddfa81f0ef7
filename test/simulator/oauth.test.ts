import { describe, expect, it } from "vitest";
import { CLIENT_ID, s256 } from "../../src-main/simulator/oauth/oauth-tokens.ts";
import type { Simulator } from "../../src-main/simulator/simulator.ts";
import { jsonOf, send, startBench, type Exchange } from "./harness.ts";

const verifier = "v".repeat(86);
const redirectUri = "http://localhost:1455/auth/callback";

function authorizeQuery(more: Record<string, string> = {}): URLSearchParams {
  return new URLSearchParams({
    response_type: "code",
    client_id: CLIENT_ID,
    redirect_uri: redirectUri,
    code_challenge: s256(verifier),
    code_challenge_method: "S256",
    state: "the-state",
    scope: "openid profile email offline_access",
    id_token_add_organizations: "true",
    codex_cli_simplified_flow: "true",
    originator: "codex_cli_rs",
    ...more,
  });
}

function authorize(simulator: Simulator, more: Record<string, string> = {}): Promise<Exchange> {
  return send(`${simulator.authBaseUrl}/oauth/authorize?${authorizeQuery(more)}`);
}

function postForm(simulator: Simulator, path: string, form: Record<string, string>): Promise<Exchange> {
  return send(simulator.authBaseUrl + path, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams(form).toString(),
  });
}

function exchangeForm(code: string, more: Record<string, string> = {}): Record<string, string> {
  return {
    grant_type: "authorization_code",
    client_id: CLIENT_ID,
    code,
    redirect_uri: redirectUri,
    code_verifier: verifier,
    ...more,
  };
}

function callbackOf(exchange: Exchange): URLSearchParams {
  return new URL(exchange.headers.location ?? "http://nowhere/").searchParams;
}

function claimsOf(token: unknown): Record<string, unknown> {
  const payload = String(token).split(".")[1] ?? "";
  return JSON.parse(Buffer.from(payload, "base64url").toString("utf8")) as Record<string, unknown>;
}

describe("the authorize page", () => {
  it("offers every account as a button and carries the request through", async () => {
    const { simulator } = await startBench();
    const shown = await authorize(simulator);
    expect(shown.status).toBe(200);
    expect(shown.text).toContain('data-account="ann"');
    expect(shown.text).toContain('data-account="bob"');
    const chosen = await postForm(simulator, "/oauth/authorize", {
      request: authorizeQuery().toString(),
      account: "bob",
    });
    expect(chosen.status).toBe(303);
    expect(chosen.headers.location).toMatch(/^http:\/\/localhost:1455\/auth\/callback\?/);
    expect(callbackOf(chosen).get("state")).toBe("the-state");
    expect(callbackOf(chosen).get("code")).toBeTruthy();
  });

  it("tells the application when the person denies", async () => {
    const { simulator } = await startBench();
    const denied = await postForm(simulator, "/oauth/authorize", {
      request: authorizeQuery().toString(),
      deny: "1",
    });
    expect(callbackOf(denied).get("error")).toBe("access_denied");
    expect(callbackOf(denied).get("state")).toBe("the-state");
  });

  it.each([
    ["another client", { client_id: "app_other" }],
    ["another host", { redirect_uri: "http://example.com:1455/auth/callback" }],
    ["another port", { redirect_uri: "http://localhost:1456/auth/callback" }],
    ["another path", { redirect_uri: "http://localhost:1455/callback" }],
    ["https", { redirect_uri: "https://localhost:1455/auth/callback" }],
  ])("does not redirect for %s", async (_name, more) => {
    const { simulator } = await startBench();
    const refused = await authorize(simulator, { account: "ann", ...more });
    expect(refused.status).toBe(400);
    expect(refused.headers.location).toBeUndefined();
  });

  it.each([
    ["a plain challenge", { code_challenge_method: "plain" }, "invalid_request"],
    ["a short challenge", { code_challenge: "short" }, "invalid_request"],
    ["an implicit flow", { response_type: "token" }, "unsupported_response_type"],
    ["no offline access", { scope: "openid" }, "invalid_scope"],
  ])("sends %s back as an error", async (_name, more, error) => {
    const { simulator } = await startBench();
    const refused = await authorize(simulator, { account: "ann", ...more });
    expect(refused.status).toBe(303);
    expect(callbackOf(refused).get("error")).toBe(error);
  });

  it("accepts other loopback ports and signs in by itself only when told to", async () => {
    const { simulator } = await startBench({ anyRedirectPort: true, autoApprove: "bob" });
    const address = "http://127.0.0.1:40000/auth/callback";
    const approved = await authorize(simulator, { redirect_uri: address });
    const code = callbackOf(approved).get("code") ?? "";
    const tokens = await postForm(simulator, "/oauth/token", exchangeForm(code, { redirect_uri: address }));
    expect(claimsOf(jsonOf(tokens)["id_token"])["email"]).toBe("bob@example.test");
  });
});

describe("the token endpoint", () => {
  async function signIn(simulator: Simulator): Promise<string> {
    return callbackOf(await authorize(simulator, { account: "ann" })).get("code") ?? "";
  }

  it("exchanges a code for tokens with the documented claims, once", async () => {
    const { simulator, clock } = await startBench();
    const code = await signIn(simulator);
    const first = await postForm(simulator, "/oauth/token", exchangeForm(code));
    expect(first.status).toBe(200);
    const tokens = jsonOf(first);
    const auth = claimsOf(tokens["id_token"])["https://api.openai.com/auth"];
    expect(auth).toMatchObject({
      chatgpt_account_id: simulator.account("ann").workspaceId,
      chatgpt_plan_type: "plus",
      chatgpt_user_id: "user-ann",
    });
    expect(claimsOf(tokens["access_token"])["exp"]).toBe(clock.now() / 1000 + 864_000);
    expect(String(tokens["access_token"]).split(".")).toHaveLength(3);
    const second = await postForm(simulator, "/oauth/token", exchangeForm(code));
    expect(second.status).toBe(400);
    expect(jsonOf(second)["error"]).toBe("invalid_grant");
  });

  it.each([
    ["another verifier", { code_verifier: "w".repeat(86) }, 400],
    ["another redirect_uri", { redirect_uri: "http://127.0.0.1:1455/auth/callback" }, 400],
    ["another client", { client_id: "app_other" }, 401],
  ])("refuses a code with %s", async (_name, more, status) => {
    const { simulator } = await startBench();
    const refused = await postForm(simulator, "/oauth/token", exchangeForm(await signIn(simulator), more));
    expect(refused.status).toBe(status);
  });

  it("refuses a code that is older than ten minutes", async () => {
    const { simulator, clock } = await startBench();
    const code = await signIn(simulator);
    clock.advance(10 * 60_000);
    expect((await postForm(simulator, "/oauth/token", exchangeForm(code))).status).toBe(400);
  });

  function refresh(simulator: Simulator, token: unknown, form = false): Promise<Exchange> {
    const fields = { client_id: CLIENT_ID, grant_type: "refresh_token", refresh_token: String(token) };
    if (form) return postForm(simulator, "/oauth/token", fields);
    return send(`${simulator.authBaseUrl}/oauth/token`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ ...fields, refresh_reason: "proactive_expiry" }),
    });
  }

  it("rotates refresh tokens sent as JSON and as a form", async () => {
    const { simulator } = await startBench();
    const first = jsonOf(await refresh(simulator, simulator.issueTokens("ann").refreshToken));
    const second = await refresh(simulator, first["refresh_token"], true);
    expect(second.status).toBe(200);
    expect(jsonOf(second)["refresh_token"]).not.toBe(first["refresh_token"]);
  });

  it("ends the whole login when an old refresh token comes again", async () => {
    const { simulator, get } = await startBench();
    const tokens = simulator.issueTokens("ann");
    const renewed = jsonOf(await refresh(simulator, tokens.refreshToken));
    const again = await refresh(simulator, tokens.refreshToken);
    expect(again.status).toBe(401);
    expect(jsonOf(again)["error"]).toMatchObject({ code: "refresh_token_reused" });
    const successor = await refresh(simulator, renewed["refresh_token"]);
    expect(jsonOf(successor)["error"]).toMatchObject({ code: "refresh_token_invalidated" });
    const used = await get("/wham/usage", { authorization: `Bearer ${String(renewed["access_token"])}` });
    expect(used.status).toBe(401);
    expect(jsonOf(used)["error"]).toMatchObject({ code: "token_revoked" });
  });

  it("revokes a login", async () => {
    const { simulator } = await startBench();
    const { refreshToken } = simulator.issueTokens("ann");
    const revoked = await send(`${simulator.authBaseUrl}/oauth/revoke`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ token: refreshToken, token_type_hint: "refresh_token", client_id: CLIENT_ID }),
    });
    expect(revoked.status).toBe(200);
    expect((await refresh(simulator, refreshToken)).status).toBe(401);
  });

  it("takes refresh tokens of an earlier run and no made-up ones", async () => {
    const earlier = await startBench({ seed: "earlier" });
    const { refreshToken } = earlier.simulator.issueTokens("ann");
    const { simulator } = await startBench({ seed: "later" });
    expect((await refresh(simulator, refreshToken)).status).toBe(200);
    expect((await refresh(simulator, "rt_fake.nobody.00.0")).status).toBe(401);
  });

  it("refuses other grants", async () => {
    const { simulator } = await startBench();
    const refused = await postForm(simulator, "/oauth/token", { grant_type: "password" });
    expect(jsonOf(refused)["error"]).toBe("unsupported_grant_type");
  });
});

describe("sign-in by device code", () => {
  function post(simulator: Simulator, step: string, body: unknown): Promise<Exchange> {
    return send(`${simulator.authBaseUrl}/api/accounts/deviceauth/${step}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
  }

  async function start(simulator: Simulator): Promise<{ userCode: string; poll: () => Promise<Exchange> }> {
    const begun = jsonOf(await post(simulator, "usercode", { client_id: CLIENT_ID }));
    const userCode = String(begun["user_code"]);
    expect(userCode).toMatch(/^[A-Z]{4}-[A-Z]{5}$/);
    expect(begun["interval"]).toBe("5");
    const { device_auth_id } = begun;
    return { userCode, poll: () => post(simulator, "token", { device_auth_id, user_code: userCode }) };
  }

  it("is pending until approved on the page, then hands out the code with its verifier", async () => {
    const { simulator } = await startBench();
    const { userCode, poll } = await start(simulator);
    expect((await poll()).status).toBe(403);
    const shown = await send(`${simulator.authBaseUrl}/codex/device?user_code=${userCode}`);
    expect(shown.text).toContain(userCode);
    const form = { user_code: userCode.toLowerCase(), account: "ann" };
    expect((await postForm(simulator, "/codex/device", form)).status).toBe(200);
    const granted = jsonOf(await poll());
    const tokens = await postForm(simulator, "/oauth/token", {
      ...exchangeForm(String(granted["authorization_code"])),
      redirect_uri: `${simulator.authBaseUrl}/deviceauth/callback`,
      code_verifier: String(granted["code_verifier"]),
    });
    expect(tokens.status).toBe(200);
  });

  it("fails for good when denied", async () => {
    const { simulator } = await startBench();
    const { userCode, poll } = await start(simulator);
    expect(simulator.decideDevice(userCode, null)).toBe("");
    expect((await poll()).status).toBe(400);
  });

  it("stays pending when approved too late", async () => {
    const { simulator, clock } = await startBench();
    const { userCode, poll } = await start(simulator);
    clock.advance(15 * 60_000);
    expect(simulator.decideDevice(userCode, "ann")).toContain("expired");
    expect((await poll()).status).toBe(403);
  });

  it("hands nothing out after its time, even when approved in time", async () => {
    const { simulator, clock } = await startBench();
    const { userCode, poll } = await start(simulator);
    expect(simulator.decideDevice(userCode, "ann")).toBe("");
    clock.advance(15 * 60_000);
    expect((await poll()).status).toBe(403);
  });

  it("says so when it is switched off, and when a code is wrong", async () => {
    const { simulator } = await startBench({ deviceLogin: false });
    expect((await post(simulator, "usercode", { client_id: CLIENT_ID })).status).toBe(404);
    expect(simulator.decideDevice("NOPE-NOPES", "ann")).toContain("not known");
  });
});
