/** The system's keychain. Wants a ready app: which one it is, is not known before. */
export { safeStorage as electronSafeStorage } from "electron";
