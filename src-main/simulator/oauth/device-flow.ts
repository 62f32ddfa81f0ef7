/** Sign-in by code on another device (oauth 1.5): the server makes the PKCE pair and hands it out with the code. */
import { CLIENT_ID, s256, type TokenDesk } from "./oauth-tokens.ts";
import { apiError, detail, type Reply } from "../answers/reply.ts";
import type { IdSource } from "../answers/seeded-ids.ts";

const LIFE_MS = 15 * 60_000;
const LETTERS = "BCDFGHJKLMNPQRSTVWXZ";

interface DeviceRequest {
  deviceAuthId: string;
  userCode: string;
  expiresAt: number;
  state: "pending" | "denied" | { accountId: string };
}

export interface DeviceFlowOptions {
  desk: TokenDesk;
  ids: IdSource;
  now: () => number;
  redirectUri: string;
  /** Seconds between polls, told to the client. */
  intervalSeconds: number;
  /** False answers 404, as for workspaces that switched it off. */
  enabled: boolean;
}

export class DeviceFlow {
  private readonly requests = new Map<string, DeviceRequest>();
  private readonly options: DeviceFlowOptions;

  constructor(options: DeviceFlowOptions) {
    this.options = options;
  }

  /** POST /api/accounts/deviceauth/usercode. */
  start(body: Record<string, unknown>): Reply {
    const { ids, now, enabled, intervalSeconds } = this.options;
    if (!enabled) return detail(404, "Not Found");
    if (body["client_id"] !== CLIENT_ID) {
      return apiError(400, { message: "The client_id is not known.", code: "invalid_client" });
    }
    const letters = Array.from(ids.hex(9)).map(
      (digit, index) => LETTERS[(Number.parseInt(digit, 16) + index) % 20],
    );
    const userCode = `${letters.slice(0, 4).join("")}-${letters.slice(4, 9).join("")}`;
    const request: DeviceRequest = {
      deviceAuthId: ids.id("deviceauth_fake_"),
      userCode,
      expiresAt: now() + LIFE_MS,
      state: "pending",
    };
    this.requests.set(userCode, request);
    return {
      status: 200,
      body: {
        device_auth_id: request.deviceAuthId,
        user_code: userCode,
        interval: String(intervalSeconds),
        expires_at: new Date(request.expiresAt).toISOString(),
      },
    };
  }

  /** POST /api/accounts/deviceauth/token: 403 until the person has decided. */
  poll(body: Record<string, unknown>): Reply {
    const request = this.requests.get(String(body["user_code"]));
    if (!request || request.deviceAuthId !== body["device_auth_id"]) {
      return apiError(404, { message: "No such device authorization.", code: "deviceauth_not_found" });
    }
    if (request.expiresAt <= this.options.now() || request.state === "pending") {
      return apiError(403, {
        message: "Device authorization is pending. Please try again.",
        code: "deviceauth_authorization_pending",
      });
    }
    this.requests.delete(request.userCode);
    if (request.state === "denied") {
      return apiError(400, { message: "The sign-in was denied.", code: "access_denied" });
    }
    const verifier = this.options.ids.hex(86);
    const challenge = s256(verifier);
    return {
      status: 200,
      body: {
        authorization_code: this.options.desk.createCode(
          request.state.accountId,
          this.options.redirectUri,
          challenge,
        ),
        code_challenge: challenge,
        code_verifier: verifier,
      },
    };
  }

  /** What the person decides on the page; null denies. Returns why it cannot be, or an empty string. */
  decide(userCode: string, accountId: string | null): string {
    const request = this.requests.get(userCode.trim().toUpperCase());
    if (!request || request.state !== "pending")
      return "This code is not known. Check it and enter it again.";
    if (request.expiresAt <= this.options.now()) return "This code has expired. Start again on the device.";
    request.state = accountId === null ? "denied" : { accountId };
    return "";
  }
}
