/** People set base URLs with and without /v1: both mean the same. */

/** Routes that are also known without their /v1. */
const bare = /^\/(models|responses|chat|completions|embeddings|images|inspect|compact|messages)(?=$|[/?])/;

/** A request's address, query included, with exactly one /v1. */
export function forgivingPath(url: string): string {
  if (url.startsWith("/v1/v1/")) return url.slice(3);
  if (url.startsWith("/codex/v1/v1/")) return "/codex" + url.slice("/codex/v1".length);
  if (url.startsWith("/codex/") && !url.startsWith("/codex/v1/"))
    return "/codex/v1" + url.slice("/codex".length);
  return bare.test(url) ? `/v1${url}` : url;
}

/** Whether every percent sign of a path stands for a character, as whoever reads its parts takes for granted. */
export function isDecodable(path: string): boolean {
  if (!path.includes("%")) return true;
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}
