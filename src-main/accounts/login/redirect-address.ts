import { AppError } from "../../platform/app-error.ts";

/**
 * The query of what a person pasted: the whole address the browser ended at, its query, or `code=…&state=…`.
 * Throws `redirect_address_invalid` when it holds neither a code nor an error.
 */
export function parseRedirectAddress(pasted: string): URLSearchParams {
  const text = pasted.trim().replace(/^["'<]+|["'>]+$/g, "");
  const query = new URLSearchParams(
    text.includes("?") ? text.slice(text.indexOf("?") + 1).split("#")[0] : text,
  );
  if (query.has("code") || query.has("error")) return query;
  throw new AppError(
    "redirect_address_invalid",
    "This is not the address the browser ended at after signing in: it has no code in it.",
    "Copy the whole address from the browser's address bar; it begins with http://localhost:1455/auth/callback?",
  );
}
