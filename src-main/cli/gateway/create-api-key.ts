import { randomBytes } from "node:crypto";

/** 192 random bits, in letters that survive every shell and configuration file. */
export function createApiKey(): string {
  return `sy-${randomBytes(24).toString("hex")}`;
}
