/** GET /v1/limits: what is left, small and at once, for status lines that ask every few seconds. Nothing is read for it. */
import type { Request, Response } from "express";
import type { RateWindow } from "../../../src-shared/contract/accounts.ts";
import type { AccountLimits, LimitsAnswer } from "../../../src-shared/limits/limits-answer.ts";
import { windowName } from "../../../src-shared/limits/window-name.ts";
import { accountName } from "../../accounts/account.ts";
import type { GatewayServices } from "../services.ts";

export function limits(services: Pick<GatewayServices, "store" | "pool" | "now" | "limits">) {
  return (_request: Request, response: Response): void => {
    const { store, pool, now } = services;
    const active = pool.active()?.id;
    const answer: LimitsAnswer = {
      accounts: store.all().map((account) => {
        const { limits: told } = services.limits.of(account.id);
        return {
          id: account.id,
          name: accountName(account),
          active: account.id === active,
          windows: (told?.windows ?? []).map((window) => windowLeft(window, now())),
          read_at: told === null ? null : new Date(told.readAt).toISOString(),
        };
      }),
    };
    response.setHeader("cache-control", "no-store");
    response.json(answer);
  };
}

function windowLeft(
  { minutes, meter, usedPercent, resetsAt }: RateWindow,
  now: number,
): AccountLimits["windows"][number] {
  // Its time has passed: it has begun anew, and nobody has told how much of it is used.
  const over = resetsAt !== null && resetsAt <= now;
  const name = windowName(minutes);
  return {
    name: meter === null ? name : `${meter} ${name}`,
    minutes,
    left_percent: over ? 100 : Math.max(0, Math.round((100 - usedPercent) * 10) / 10),
    resets_at: over || resetsAt === null ? null : new Date(resetsAt).toISOString(),
  };
}
