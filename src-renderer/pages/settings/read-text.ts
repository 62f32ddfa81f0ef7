/** What may be typed into a field, checked before it is sent so that the answer comes at once. */

export function wholeNumber(text: string, least: number, most: number): number | null {
  if (!/^\d+$/.test(text)) return null;
  const value = Number(text);
  return value >= least && value <= most ? value : null;
}

export function isProxyAddress(text: string): boolean {
  return /^(?:https?|socks5):\/\/.+/.test(text) && URL.canParse(text);
}

/** A proxy's address for eyes that only pass by. */
export function withoutPassword(address: string): string {
  return address.replace(/\/\/[^/]*@/, "//…@");
}

export function isVersion(text: string): boolean {
  return /^\d+\.\d+\.\d+$/.test(text);
}
