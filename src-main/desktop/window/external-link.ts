import { AppError } from "../../platform/app-error.ts";
import { isLoopback } from "../../platform/is-loopback.ts";

/** The addresses that may be handed to the person's browser: the web, and pages of this computer. */
export function isExternalLink(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const url = new URL(address);
  if (url.username !== "" || url.password !== "") return false;
  if (url.protocol === "https:") return true;
  return url.protocol === "http:" && isLoopback(url.hostname);
}

/** The address itself, or an error for everything that could start a program or leak to a network. */
export function checkedExternalLink(address: string): string {
  if (isExternalLink(address)) return address;
  throw new AppError(
    "bad_request",
    "That address cannot be opened in the browser: only https pages and pages of this computer can.",
  );
}
