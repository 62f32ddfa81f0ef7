import type { AccountStore } from "../accounts/account-store.ts";
import { isProxyAddress } from "../network/proxy-address.ts";
import { AppError } from "../platform/app-error.ts";

/** The proxy of an account alone: an address, "none", or null for that of the settings. Throws AppError. */
export async function setAccountProxy(
  store: Pick<AccountStore, "setProxy">,
  id: string,
  proxy: string | null,
): Promise<void> {
  if (proxy !== null && proxy !== "none" && !isProxyAddress(proxy))
    throw new AppError(
      "bad_request",
      "That is not the address of a proxy.",
      "It looks like http://host:port, https://host:port or socks5://host:port, with name:password@ before the host if need be.",
    );
  await store.setProxy(id, proxy);
}
