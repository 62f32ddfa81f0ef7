/** Seals tokens with the key that the operating system keeps for this person (Keychain, DPAPI, Secret Service). */
import type { SafeStorage } from "electron";
import type { SecretBox } from "../../platform/ports.ts";

/** Current Electron's methods, which older runtimes lack. */
type KeyStore = Pick<SafeStorage, "encryptString" | "decryptString" | "isEncryptionAvailable"> &
  Partial<Pick<SafeStorage, "encryptStringAsync" | "decryptStringAsync" | "isAsyncEncryptionAvailable">> &
  Pick<SafeStorage, "getSelectedStorageBackend">;

/** null where sealing would only be pretence: no keychain, or Linux' fixed built-in password. */
export async function openSecretBox(store: KeyStore, platform: NodeJS.Platform): Promise<SecretBox | null> {
  if (platform === "linux" && ["basic_text", "unknown"].includes(store.getSelectedStorageBackend()))
    return null;
  const available = await (store.isAsyncEncryptionAvailable?.() ?? store.isEncryptionAvailable());
  if (!available) return null;
  return {
    async seal(plain) {
      const sealed = await (store.encryptStringAsync?.(plain) ?? store.encryptString(plain));
      return sealed.toString("base64");
    },
    async open(sealed) {
      const bytes = Buffer.from(sealed, "base64");
      if (store.decryptStringAsync === undefined) return store.decryptString(bytes);
      return (await store.decryptStringAsync(bytes)).result;
    },
  };
}
