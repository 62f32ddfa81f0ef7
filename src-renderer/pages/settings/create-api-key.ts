/** @returns 192 random bits, in letters that survive every shell and configuration file */
export function createApiKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(24));
  return `sy-${[...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}
