/** The backend's web searches as Anthropic's pairs of blocks, server_tool_use and web_search_tool_result (translation 5.4). */
import type { BlockEvent, Lane } from "./block-sequence.ts";
import type { WireItem } from "../wire/wire.ts";

export interface FoundPage {
  url: string;
  title: string;
}

export interface WebSearches {
  /** A finished search; what it found may only be told later, by the citations of the answer. */
  add(item: WireItem, lane: Lane): BlockEvent[];
  /** The pages that an answer cites: they were found by the searches before it. */
  found(pages: readonly FoundPage[]): BlockEvent[];
  count(): number;
}

export function createWebSearches(): WebSearches {
  let waiting: { id: string; lane: Lane }[] = [];
  let count = 0;
  return {
    add(item, lane) {
      const { type, query, queries, sources } = (item["action"] ?? {}) as SearchAction;
      // Opening and scanning a page are parts of a search that Anthropic does not tell.
      if (type !== undefined && type !== "search") return lane.finish();
      const id = `srvtoolu_${(item.id ?? String(count)).replaceAll(/[^a-zA-Z0-9_]/g, "_")}`;
      count += 1;
      const asked = JSON.stringify({ query: query ?? queries?.[0] ?? "" });
      const begun = [
        ...lane.start({ type: "server_tool_use", id, name: "web_search", input: {} }),
        ...lane.delta({ type: "input_json_delta", partial_json: asked }),
        ...lane.stop(),
      ];
      if (!Array.isArray(sources)) {
        waiting.push({ id, lane });
        return begun;
      }
      return [...begun, ...resultBlock(id, lane, pagesOf(sources))];
    },
    found(pages) {
      const searches = waiting;
      waiting = [];
      // Which of several searches found a page is not told: the last one is given all.
      const last = searches.length - 1;
      return searches.flatMap(({ id, lane }, index) => resultBlock(id, lane, index === last ? pages : []));
    },
    count: () => count,
  };
}

interface SearchAction {
  type?: string;
  query?: string;
  queries?: string[];
  sources?: unknown;
}

function resultBlock(id: string, lane: Lane, pages: readonly FoundPage[]): BlockEvent[] {
  const byUrl = new Map(pages.map((page) => [page.url, page]));
  const content = [...byUrl.values()].map(({ url, title }) => ({
    type: "web_search_result",
    url,
    title,
    encrypted_content: "",
    page_age: null,
  }));
  return [...lane.start({ type: "web_search_tool_result", tool_use_id: id, content }), ...lane.finish()];
}

/** Pages of citations and of a search's sources. */
export function pagesOf(entries: readonly unknown[]): FoundPage[] {
  return entries.flatMap((entry) => {
    const { url, title } = (entry ?? {}) as { url?: unknown; title?: unknown };
    if (typeof url !== "string") return [];
    return [{ url, title: typeof title === "string" && title !== "" ? title : url }];
  });
}
