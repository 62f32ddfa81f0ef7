/** What a person says of a provider, put right or refused in words. Pure. */
import { kindFacts, wrongName, type ProviderKind } from "../../../src-shared/provider-kinds.ts";
import { isProxyAddress } from "../../network/proxy-address.ts";
import { AppError } from "../../platform/app-error.ts";

/** Throws AppError. */
export function checkedName(name: string): string {
  const wrong = wrongName(name);
  if (wrong !== null) throw new AppError("bad_request", wrong, "Give it another name.");
  return name;
}

/** Without what the protocol adds by itself, so that it stands there once. Throws AppError. */
export function checkedBase(base: string): string {
  const url = URL.canParse(base) ? new URL(base) : null;
  if (url === null || !/^https?:$/.test(url.protocol) || url.hostname === "")
    throw new AppError(
      "bad_request",
      "The address must start with http:// or https://.",
      "It looks like https://openrouter.ai/api or http://127.0.0.1:11434.",
    );
  if (url.username !== "" || url.password !== "" || url.search !== "" || url.hash !== "")
    throw new AppError(
      "bad_request",
      "The address has a name, a password or a query in it, and addresses are not kept secret.",
      "Leave them out, and give the key as the key.",
    );
  const path = url.pathname.replace(/\/+$/, "").replace(/(?:\/v1(?:beta)?)+$/, "");
  return url.origin + path;
}

/** Throws AppError. */
export function checkedProxy(proxy: string | null): string | null {
  if (proxy === null || proxy === "none" || isProxyAddress(proxy)) return proxy;
  throw new AppError(
    "bad_request",
    "That is not the address of a proxy.",
    "It looks like http://host:port, https://host:port or socks5://host:port, with name:password@ before the host if need be.",
  );
}

/** Throws AppError with what has to be accepted. */
export function requireAcceptance(kind: ProviderKind, accepted: boolean): void {
  const { acceptance } = kindFacts[kind];
  if (acceptance === null || accepted) return;
  throw new AppError("bad_request", acceptance, "If you accept that, add it with --accept.");
}
