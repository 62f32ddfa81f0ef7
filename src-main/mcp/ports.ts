/** What the tools read: the admin API's questions, and never its changes. */
import type { AccountView } from "../../src-shared/contract/accounts.ts";
import type { GatewayStatus } from "../../src-shared/contract/gateway.ts";
import type { CatalogView } from "../../src-shared/contract/models.ts";
import type { ProviderView } from "../../src-shared/contract/providers.ts";
import type { RequestCursor, RequestPage, RequestRow } from "../../src-shared/contract/requests.ts";
import type { UsageReport } from "../../src-shared/contract/usage.ts";
import type { UsageDimension } from "../../src-shared/usage-dimensions.ts";

interface PageQuestion {
  account?: string;
  outcome?: "ok" | "failed" | "cancelled";
  since?: number;
  before?: RequestCursor | null;
  limit: number;
}

export interface McpPorts {
  gateway: { status: () => Promise<GatewayStatus> };
  accounts: { list: () => Promise<AccountView[]> };
  models: { list: () => Promise<CatalogView> };
  providers: { list: () => Promise<ProviderView[]> };
  usage: { report: (asked: { days: number; by: UsageDimension }) => Promise<UsageReport> };
  requests: {
    recent: (asked: { limit: number }) => Promise<RequestRow[]>;
    page: (asked: PageQuestion) => Promise<RequestPage>;
  };
}
