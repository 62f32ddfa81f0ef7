import type { RequestFilter, RequestRow } from "./contract/requests.ts";

/** Whether a row that is not from the database fits, as the database filters. */
export function fitsFilter(row: RequestRow, filter: RequestFilter): boolean {
  const { outcome, status, account, provider, since } = filter;
  const holds = (names: (string | null)[], text: string | undefined) =>
    text === undefined || names.some((name) => name?.toLowerCase().includes(text.toLowerCase()));
  return (
    (outcome === undefined || row.outcome === outcome) &&
    (status === undefined || row.status === status) &&
    (provider === undefined || row.provider === provider) &&
    (since === undefined || row.startedAt >= since) &&
    (account === undefined ||
      row.accountId === account ||
      row.tries.some(({ accountId }) => accountId === account)) &&
    holds([row.model, row.modelAsked, row.modelServed], filter.model) &&
    holds([row.client.name], filter.client) &&
    holds([row.endpoint], filter.endpoint) &&
    holds([row.project], filter.project) &&
    holds([row.conversation], filter.conversation) &&
    holds([row.agent, row.parentAgent], filter.agent)
  );
}
