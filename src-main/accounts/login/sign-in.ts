/**
 * The one sign-in that may be under way: browser with loopback callback, device code, or the pasted redirect
 * address. The login takes shape in here and reaches the store only when complete: a failed sign-in changes nothing.
 */
import type { SignInState } from "../../../src-shared/contract/sign-in.ts";
import type { Problem } from "../../../src-shared/problem.ts";
import { AppError, problemOf } from "../../platform/app-error.ts";
import type { Clock } from "../../platform/ports.ts";
import { createSignal } from "../../platform/signal.ts";
import { loginFromTokens, type Login, type Tokens } from "../account.ts";
import {
  authorizeUrl,
  createPkce,
  exchangeCode,
  pollDeviceCode,
  requestDeviceCode,
  type DeviceCode,
  type IssuerContext,
  type Pkce,
} from "./issuer.ts";
import { listenForCallback, registeredPorts, type Callback, type Loopback } from "./loopback.ts";
import { parseRedirectAddress } from "./redirect-address.ts";

/** A sign-in that nobody finishes gives its port back. */
const browserPatienceMs = 15 * 60_000;

export interface SignInOptions {
  /** The sign-in service, asked by the way of the account that signs in again. */
  issuerFor: (accountId?: string) => IssuerContext;
  clock: Clock;
  openBrowser: (url: string) => Promise<void>;
  save: (login: Login, label: string | undefined) => Promise<{ id: string; renewed: boolean }>;
  ports?: readonly number[];
  /** Address that brings the app to the front once the browser is done. */
  wayBack?: string | null;
}

interface Attempt {
  issuer: IssuerContext;
  label: string | undefined;
  pkce?: Pkce;
  redirectUri?: string;
  /** Set before the port is there: whoever ends the attempt waits for it and closes it. */
  loopback?: Promise<Loopback | null>;
  stopTimer?: () => void;
  /** Browser tabs that wait for the final page. */
  tabs: Callback["answer"][];
  /** Set when a code is being redeemed: a code works once, however often the tab is loaded. */
  outcome?: Promise<SignInState>;
}

export type SignIn = ReturnType<typeof createSignIn>;

export function createSignIn(options: SignInOptions) {
  const { clock } = options;
  const changed = createSignal();
  let state: SignInState = { step: "idle" };
  let current: Attempt | null = null;

  function show(next: SignInState): SignInState {
    state = next;
    changed.emit();
    return state;
  }

  async function end(attempt: Attempt): Promise<void> {
    if (current === attempt) current = null;
    attempt.stopTimer?.();
    await (await attempt.loopback)?.close();
  }

  async function fail(attempt: Attempt, error: unknown): Promise<SignInState> {
    conclude(attempt, { step: "failed", problem: problemOf(error) });
    await end(attempt);
    return state;
  }

  function finish(attempt: Attempt, tokens: () => Promise<Tokens>): Promise<SignInState> {
    attempt.outcome ??= complete(attempt, tokens).then(async (problem) => {
      for (const answer of attempt.tabs) answer(finalPage(problem));
      await end(attempt);
      return state;
    });
    return attempt.outcome;
  }

  /** Resolves with null when the login is stored. */
  async function complete(attempt: Attempt, tokens: () => Promise<Tokens>): Promise<Problem | null> {
    try {
      if (current === attempt) show({ step: "finishing" });
      const login = loginFromTokens(await tokens());
      if (login === null) {
        throw new AppError(
          "sign_in_denied",
          "The sign-in service did not say which account this is.",
          "Sign in again.",
        );
      }
      if (current !== attempt) throw new AppError("sign_in_cancelled", "The sign-in was cancelled.");
      const { id, renewed } = await options.save(login, attempt.label);
      conclude(attempt, { step: "done", accountId: id, renewed });
      return null;
    } catch (error) {
      const problem = problemOf(error);
      conclude(attempt, { step: "failed", problem });
      return problem;
    }
  }

  function conclude(attempt: Attempt, last: SignInState): void {
    if (current !== attempt) return;
    current = null;
    show(last);
  }

  function redirected(attempt: Attempt, query: URLSearchParams): Promise<SignInState> {
    return finish(attempt, () => {
      const code = query.get("code");
      if (code === null || !attempt.pkce || !attempt.redirectUri) throw denied(query);
      return exchangeCode(attempt.issuer, {
        code,
        redirectUri: attempt.redirectUri,
        verifier: attempt.pkce.verifier,
      });
    });
  }

  async function startBrowser(attempt: Attempt, openBrowser: boolean): Promise<SignInState> {
    const pkce = await createPkce();
    if (current !== attempt) return state;
    attempt.loopback = listenForCallback({
      ports: options.ports ?? registeredPorts,
      state: pkce.state,
      wayBack: options.wayBack ?? null,
      onCallback: ({ query, answer }) => {
        attempt.tabs.push(answer);
        void redirected(attempt, query);
      },
      onCancel: () =>
        void fail(attempt, new AppError("sign_in_cancelled", "Another sign-in took over the port.")),
    });
    const loopback = await attempt.loopback;
    if (current !== attempt) return state;
    attempt.pkce = pkce;
    attempt.redirectUri = `http://localhost:${loopback?.port ?? registeredPorts[0]}/auth/callback`;
    attempt.stopTimer = clock.after(browserPatienceMs, () => void fail(attempt, expired()));
    const url = authorizeUrl(attempt.issuer.base, attempt.redirectUri, pkce);
    show({ step: "browser", authorizeUrl: url, port: loopback?.port ?? null, startedAt: clock.now() });
    // A browser that does not come up is no failure: the address is shown.
    if (openBrowser) options.openBrowser(url).catch(() => {});
    return state;
  }

  async function startDevice(attempt: Attempt): Promise<SignInState> {
    const code = await requestDeviceCode(attempt.issuer);
    if (current !== attempt) return state;
    poll(attempt, code);
    return show({
      step: "device",
      userCode: code.userCode,
      verificationUrl: `${attempt.issuer.base}/codex/device`,
      expiresAt: code.expiresAt,
    });
  }

  function poll(attempt: Attempt, code: DeviceCode): void {
    attempt.stopTimer = clock.after(code.intervalMs, () => {
      void (async () => {
        if (current !== attempt) return;
        if (clock.now() >= code.expiresAt) return void (await fail(attempt, expired()));
        const grant = await pollDeviceCode(attempt.issuer, code).catch((error: unknown) => {
          // One lost answer does not end a sign-in that the person may be confirming right now.
          if (error instanceof AppError && error.code === "network") return null;
          throw error;
        });
        if (grant === null) poll(attempt, code);
        else await finish(attempt, () => exchangeCode(attempt.issuer, grant));
      })().catch((error: unknown) => fail(attempt, error));
    });
  }

  async function cancel(): Promise<SignInState> {
    const attempt = current;
    current = null;
    if (attempt) await end(attempt);
    return show({ step: "idle" });
  }

  return {
    changed: changed.listen,
    state: () => state,
    cancel,
    async start(how: {
      method: "browser" | "device";
      openBrowser: boolean;
      label?: string | undefined;
      accountId?: string | undefined;
    }) {
      await cancel();
      const attempt: Attempt = { issuer: options.issuerFor(how.accountId), label: how.label, tabs: [] };
      current = attempt;
      try {
        return await (how.method === "device"
          ? startDevice(attempt)
          : startBrowser(attempt, how.openBrowser));
      } catch (error) {
        return fail(attempt, error);
      }
    },
    /** Throws when the text is no redirect address or belongs to another sign-in; the attempt goes on then. */
    async paste(address: string): Promise<SignInState> {
      const attempt = current;
      const query = parseRedirectAddress(address);
      if (!attempt?.pkce)
        throw new AppError("sign_in_expired", "No sign-in is waiting.", "Start the sign-in first.");
      if (query.get("state") !== attempt.pkce.state) {
        throw new AppError(
          "sign_in_state_mismatch",
          "This address belongs to another sign-in.",
          "Use the address of the tab that was opened last, or start again.",
        );
      }
      return redirected(attempt, query);
    },
  };
}

function expired(): AppError {
  return new AppError("sign_in_expired", "Nobody finished the sign-in in time.", "Start it again.");
}

function finalPage(problem: Problem | null): Parameters<Callback["answer"]>[0] {
  return problem === null
    ? { ok: true, title: "Signed in", text: "You can close this tab and go back to Switchyard." }
    : { ok: false, title: "Sign-in failed", text: `${problem.message} ${problem.advice}`.trim() };
}

function denied(query: URLSearchParams): AppError {
  const error = query.get("error");
  if (/missing_codex_entitlement/.test(`${query.get("error_description") ?? ""}${error ?? ""}`)) {
    return new AppError(
      "sign_in_denied",
      "This workspace does not allow Codex for your account.",
      "Ask the workspace's administrator for Codex access, or choose another workspace.",
    );
  }
  if (error === "access_denied") {
    return new AppError(
      "sign_in_denied",
      "The sign-in was not allowed in the browser.",
      "Start it again and allow access.",
    );
  }
  // Anybody can put words into an address: only the form of an error's name is repeated.
  const name = error !== null && /^[\w.-]{1,60}$/.test(error) ? ` (${error})` : "";
  return new AppError(
    "sign_in_denied",
    `The sign-in service sent the browser back without a login${name}.`,
    "Start the sign-in again.",
  );
}
