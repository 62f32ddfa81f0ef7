export interface CurlRequest {
  url: string;
  /** "name: value" */
  headers: string[];
  body: unknown;
}

/** What stands where the key has to be put in: keys themselves are never part of a text to copy. */
export const keyPlaceholder = "YOUR_API_KEY";

/** A JSON request that can be pasted into a terminal of this computer. */
export function curlCommand({ url, headers, body }: CurlRequest, platform: string): string {
  const windows = platform === "win32";
  // The Windows command prompt knows double quotes only.
  const quote = (text: string) =>
    windows ? `"${text.replaceAll('"', '\\"')}"` : `'${text.replaceAll("'", "'\\''")}'`;
  return [
    `${windows ? "curl.exe" : "curl"} ${url}`,
    ...["content-type: application/json", ...headers].map((header) => `-H ${quote(header)}`),
    `-d ${quote(JSON.stringify(body))}`,
  ].join(windows ? " " : " \\\n  ");
}
