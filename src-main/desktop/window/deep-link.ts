/** Links like switchyard://accounts, which any web page may hold: they open a page of the window and do nothing else. */
export const deepLinkScheme = "switchyard";

/** Hosts of the links, and where in the window they lead. */
const places: Record<string, string> = {
  open: "/",
  accounts: "/accounts",
  "sign-in": "/accounts/sign-in",
  models: "/models",
  usage: "/usage",
  requests: "/requests",
  connect: "/connect",
  settings: "/settings",
};

/** The window's path; null for anything that is not exactly one of our links. */
export function pathOfDeepLink(text: string): string | null {
  const match = /^switchyard:\/\/([a-z-]{1,20})\/?$/i.exec(text);
  const place = match?.[1]?.toLowerCase();
  return place !== undefined && Object.hasOwn(places, place) ? (places[place] ?? null) : null;
}

/** Windows and Linux hand a link over as an argument of a new start. */
export function deepLinkAmong(argv: readonly string[]): string | null {
  for (const argument of argv.slice(1)) {
    const path = pathOfDeepLink(argument);
    if (path !== null) return path;
  }
  return null;
}
