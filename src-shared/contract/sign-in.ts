import { oc, type } from "@orpc/contract";
import { z } from "zod";
import type { Problem } from "../problem.ts";

/** The one sign-in that may be under way. Tokens are never part of it. */
export type SignInState =
  | { step: "idle" }
  | {
      step: "browser";
      /** To open by hand when the browser did not come up. */
      authorizeUrl: string;
      /** Loopback port that waits for the redirect; null when both were taken and only pasting works. */
      port: number | null;
      startedAt: number;
    }
  | { step: "device"; userCode: string; verificationUrl: string; expiresAt: number }
  | { step: "finishing" }
  | { step: "done"; accountId: string; renewed: boolean }
  | { step: "failed"; problem: Problem };

export const signIn = {
  state: oc.output(type<SignInState>()),
  /** Begins, and ends any earlier attempt. Resolves as soon as the person can act. */
  start: oc
    .input(
      z.object({
        method: z.enum(["browser", "device"]),
        /** Open the authorize page on this computer; false prints it only. */
        openBrowser: z.boolean().default(true),
        label: z.string().trim().max(80).optional(),
        /** The account that signs in again: its own proxy, if it has one, is used. */
        accountId: z.string().min(1).optional(),
      }),
    )
    .output(type<SignInState>()),
  /** The whole address the browser ended at, or its query. Resolves when the login is stored or refused. */
  paste: oc.input(z.object({ address: z.string().min(1) })).output(type<SignInState>()),
  cancel: oc.output(type<SignInState>()),
};
