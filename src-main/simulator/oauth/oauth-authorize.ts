/** What the authorize endpoint accepts (oauth 1.1, 1.2) and where it sends the browser. */
import { CLIENT_ID } from "./oauth-tokens.ts";

interface AuthorizeRequest {
  redirectUri: string;
  challenge: string;
  state: string | null;
  scope: string;
}

export type AuthorizeCheck =
  | { kind: "ok"; request: AuthorizeRequest }
  /** The redirect address cannot be trusted: told to the person, never to the address. */
  | { kind: "refused"; message: string }
  /** Told to the application, by redirect. */
  | { kind: "redirect"; location: string };

function redirectAllowed(address: string, anyPort: boolean): boolean {
  if (!URL.canParse(address)) return false;
  const url = new URL(address);
  return (
    url.protocol === "http:" &&
    (url.hostname === "localhost" || url.hostname === "127.0.0.1") &&
    (anyPort || url.port === "1455" || url.port === "1457") &&
    url.pathname === "/auth/callback" &&
    url.search === "" &&
    url.hash === ""
  );
}

/** `redirectUri` with the given parameters; null ones are left out. */
export function callbackLocation(redirectUri: string, parameters: Record<string, string | null>): string {
  const url = new URL(redirectUri);
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== null) url.searchParams.set(name, value);
  }
  return url.href;
}

export function checkAuthorize(query: URLSearchParams, anyRedirectPort: boolean): AuthorizeCheck {
  const redirectUri = query.get("redirect_uri") ?? "";
  const state = query.get("state");
  if (query.get("client_id") !== CLIENT_ID) {
    return { kind: "refused", message: "The client_id is not known." };
  }
  if (!redirectAllowed(redirectUri, anyRedirectPort)) {
    return { kind: "refused", message: "The redirect_uri is not registered for this application." };
  }
  const back = (error: string, description: string): AuthorizeCheck => ({
    kind: "redirect",
    location: callbackLocation(redirectUri, { error, error_description: description, state }),
  });
  if (query.get("response_type") !== "code") {
    return back("unsupported_response_type", "response_type must be code.");
  }
  const challenge = query.get("code_challenge") ?? "";
  if (query.get("code_challenge_method") !== "S256" || !/^[\w-]{43}$/.test(challenge)) {
    return back("invalid_request", "An S256 code_challenge of 43 characters is required.");
  }
  const scope = query.get("scope") ?? "";
  for (const needed of ["openid", "offline_access"]) {
    if (!scope.split(" ").includes(needed)) return back("invalid_scope", `The scope ${needed} is required.`);
  }
  return { kind: "ok", request: { redirectUri, challenge, state, scope } };
}
