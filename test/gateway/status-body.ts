/** GET /v1/status as a script reads it. */
import type { AccountStatus } from "../../src-main/gateway/routes/account-status.ts";

export type StatusBody = AccountStatus & { accounts: AccountStatus[] };

export function windowsOf(body: StatusBody): [string, number][] {
  return body.rate_limits.map((window) => [window.name, window.remaining_percent]);
}
