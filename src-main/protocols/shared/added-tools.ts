/** Hosted tools that the person's settings offer the model in requests that bring none of that kind. */

export interface AddedTools {
  webSearch: boolean;
  images: boolean;
}

export const nothingAdded: AddedTools = { webSearch: false, images: false };

/**
 * `tools` in the Responses form and what is added to them. Nothing is when the client decides by `choice` what is to
 * be called (anything but auto), or has a tool of its own for it.
 */
export function addedTools(tools: readonly unknown[], choice: unknown, wanted: AddedTools): unknown[] {
  const free = choice === undefined || choice === null || choice === "auto";
  if (!free) return [];
  const lacks = (kind: RegExp) =>
    !tools.some((tool) => {
      const { type = "", name = "" } = tool as { type?: string; name?: string };
      return kind.test(type) || kind.test(name);
    });
  return [
    ...(wanted.webSearch && lacks(/^web_?search/i) ? [{ type: "web_search" }] : []),
    ...(wanted.images && lacks(/^image_?generation/i) ? [{ type: "image_generation" }] : []),
  ];
}
