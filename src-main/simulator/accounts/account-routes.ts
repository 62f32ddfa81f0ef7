/** What the backend tells about accounts and models (codex-backend 2.3, 2.10, 2.11). */
import type { SimulatorClock } from "../clock.ts";
import { catalogFor } from "../models-catalog.ts";
import { usagePayload } from "./rate-state.ts";
import type { Reply } from "../answers/reply.ts";
import type { BackendRoute } from "../routing.ts";
import type { SimulatedAccount } from "./simulated-account.ts";

function workspace(account: SimulatedAccount): object {
  return {
    id: account.workspaceId,
    account_user_id: `${account.userId}__${account.workspaceId}`,
    structure: account.structure,
    plan_type: account.plan,
    name: account.workspaceName,
    workspace_backend_origin: "NO_CONSTRAINT",
    account_routing_override: "NO_CONSTRAINT",
    is_fedramp_compliant_workspace: false,
    is_deactivated: account.deactivated,
    can_access_with_session: true,
    profile_picture_url: null,
  };
}

export function accountRoutes(
  accounts: ReadonlyMap<string, SimulatedAccount>,
  clock: SimulatorClock,
): Record<string, BackendRoute> {
  return {
    "GET /wham/accounts/check": (_request, account): Reply => {
      const mine = [...accounts.values()].filter((other) => other.userId === account.userId);
      const body = {
        accounts: mine.map(workspace),
        account_ordering: mine.map((other) => other.workspaceId),
        default_account_id: mine[0]?.workspaceId ?? account.workspaceId,
      };
      return { status: 200, body };
    },
    "GET /wham/usage": (_request, account): Reply => ({
      status: 200,
      body: usagePayload(account, clock.now()),
    }),
    "GET /codex/models": (request, account): Reply => {
      const { body, etag } = catalogFor(request.query.get("client_version") ?? "0.0.0", account.plan);
      if (request.headers["if-none-match"] === etag) return { status: 304, headers: { etag } };
      return { status: 200, headers: { etag, "content-type": "application/json" }, body };
    },
  };
}
