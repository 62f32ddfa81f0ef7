const pattern = /^(?:(https?):\/\/)?((?:[\w-]+\.)*[\w-]+|\[[0-9a-f:]+\])(:\d{1,5})?(\/[^?#@\s]*)?$/i;

/**
 * The address that Codex is pointed at, from whatever a person pastes: with or without http://, /v1, /codex, /codex/v1
 * and a slash at the end. null for what is no http address, or holds a password or a query.
 */
export function codexAddress(text: string): string | null {
  const match = pattern.exec(text.trim());
  if (match === null) return null;
  const [, scheme = "http", host = "", port = "", path = ""] = match;
  const base = path.replace(/\/+$/, "").replace(/(?:\/codex)?(?:\/v1)?$/, "");
  return `${scheme.toLowerCase()}://${host}${port}${base}/codex/v1`;
}
