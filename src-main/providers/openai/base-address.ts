/** The address of an OpenAI-compatible API, however the person wrote it down. */

const vendor = "https://api.openai.com/v1";

/** Paths that people paste whole. */
const pasted =
  /\/(chat\/completions|completions|responses|embeddings|models|images\/generations|api\/(chat|generate|tags|show))$/i;

/** With `/v1` or what stands for it, without a slash at the end. null: OpenAI's own. */
export function apiAddress(base: string | null): string {
  const written = (base ?? "").trim();
  if (written === "") return vendor;
  const url = URL.parse(/^https?:\/\//i.test(written) ? written : `${schemeFor(written)}${written}`);
  if (url === null) return written;
  let path = url.pathname.replace(/\/+/g, "/").replace(/\/$/, "");
  path = path.replace(pasted, "").replace(/\/$/, "");
  while (/\/v1\/v1$/i.test(path)) path = path.slice(0, -3);
  // Some count their versions on, as /v4, or have a name behind it, as /v1beta/openai.
  const versioned = /\/v\d+[a-z]*\d*(\/|$)/i.test(path);
  if (!versioned && path === "" && url.hostname === "openrouter.ai") path = "/api";
  return `${url.origin}${path}${versioned ? "" : "/v1"}`;
}

/** The same server without the API's path, for what servers offer beside it. */
export function serverAddress(base: string | null): string {
  return apiAddress(base).replace(/\/v\d+[a-z]*\d*$/i, "");
}

function schemeFor(host: string): string {
  return /^(localhost|127\.|\[::1\]|192\.168\.|10\.|[^./]+(:\d+)?(\/|$))/i.test(host)
    ? "http://"
    : "https://";
}

export function isOpenai(base: string | null): boolean {
  return URL.parse(apiAddress(base))?.hostname === "api.openai.com";
}
