/** The sign-in server: authorize page, tokens, revocation and the device pages. */
import type { DeviceFlow } from "./device-flow.ts";
import { isRecord, type Json } from "../rules/json-shape.ts";
import { callbackLocation, checkAuthorize } from "./oauth-authorize.ts";
import { authorizePage, devicePage, messagePage } from "./oauth-pages.ts";
import type { TokenDesk } from "./oauth-tokens.ts";
import { detail, page, type Reply } from "../answers/reply.ts";
import type { LoggedRequest } from "../request-log.ts";
import type { Route } from "../routing.ts";
import type { SimulatedAccount } from "../accounts/simulated-account.ts";

export interface OAuthRoutesOptions {
  accounts: ReadonlyMap<string, SimulatedAccount>;
  desk: TokenDesk;
  device: DeviceFlow;
  anyRedirectPort: boolean;
  /** Account that is signed in without asking; null shows the page. */
  autoApprove: string | null;
}

const redirect = (location: string): Reply => ({ status: 303, headers: { location } });

function fields(request: LoggedRequest): Json {
  return isRecord(request.body) ? request.body : {};
}

function formOf(request: LoggedRequest): Record<string, string> {
  const entries = Object.entries(fields(request)).filter(
    (entry): entry is [string, string] => typeof entry[1] === "string",
  );
  return Object.fromEntries(entries);
}

export function oauthRoutes(options: OAuthRoutesOptions): Record<string, Route> {
  const { accounts, desk, device } = options;

  const decide = (query: URLSearchParams, choice: { account: string } | "ask" | "deny"): Reply => {
    const check = checkAuthorize(query, options.anyRedirectPort);
    if (check.kind === "refused") return page(400, messagePage("This sign-in cannot go on", check.message));
    if (check.kind === "redirect") return redirect(check.location);
    const { redirectUri, state, scope, challenge } = check.request;
    if (choice === "deny") {
      const error_description = "The person denied the sign-in.";
      return redirect(callbackLocation(redirectUri, { error: "access_denied", error_description, state }));
    }
    if (choice === "ask") return page(200, authorizePage(accounts.values(), query.toString()));
    if (!accounts.has(choice.account)) {
      return page(400, messagePage("No such account", `The simulator has no account "${choice.account}".`));
    }
    const code = desk.createCode(choice.account, redirectUri, challenge);
    return redirect(callbackLocation(redirectUri, { code, scope, state }));
  };

  const exchange = (request: LoggedRequest): Reply => {
    const form = formOf(request);
    const isForm = (request.headers["content-type"] ?? "").startsWith("application/x-www-form-urlencoded");
    if (form["grant_type"] === "authorization_code") {
      if (isForm) return desk.exchangeCode(form);
      return { status: 400, body: { error: "invalid_request", error_description: "A form is expected." } };
    }
    if (form["grant_type"] === "refresh_token") return desk.refresh(form);
    return {
      status: 400,
      body: { error: "unsupported_grant_type", error_description: "Unknown grant_type." },
    };
  };

  const decideDevice = (form: Record<string, string>): Reply => {
    const userCode = form["user_code"] ?? "";
    const accountId = form["deny"] ? null : (form["account"] ?? "");
    if (accountId !== null && !accounts.has(accountId)) return detail(400, "Unknown account");
    const problem = device.decide(userCode, accountId);
    if (problem) return page(400, devicePage(accounts.values(), userCode, problem));
    return page(
      200,
      messagePage(
        accountId === null ? "Sign-in denied" : "Device connected",
        "You can close this page and go back to the device.",
      ),
    );
  };

  return {
    "GET /oauth/authorize": ({ query }) => {
      const account = query.get("account") ?? options.autoApprove;
      return decide(query, account === null ? "ask" : { account });
    },
    "POST /oauth/authorize": (request) => {
      const form = formOf(request);
      const query = new URLSearchParams(form["request"] ?? "");
      return decide(query, form["deny"] ? "deny" : { account: form["account"] ?? "" });
    },
    "POST /oauth/token": exchange,
    "POST /oauth/revoke": (request) => {
      desk.revoke(formOf(request)["token"] ?? "");
      return { status: 200, body: {} };
    },
    "POST /api/accounts/deviceauth/usercode": (request) => device.start(fields(request)),
    "POST /api/accounts/deviceauth/token": (request) => device.poll(fields(request)),
    "GET /codex/device": ({ query }) =>
      page(200, devicePage(accounts.values(), query.get("user_code") ?? "", "")),
    "POST /codex/device": (request) => decideDevice(formOf(request)),
  };
}
