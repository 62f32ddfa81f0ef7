import type { SafeStorage } from "electron";
import { expect, test } from "vitest";
import { openSecretBox } from "../../src-main/desktop/app/secret-box.ts";

const turn = (text: string) => Buffer.from(text.split("").reverse().join(""));

/** A keychain that turns text around. */
function keychain(backend: ReturnType<SafeStorage["getSelectedStorageBackend"]>, available = true) {
  return {
    getSelectedStorageBackend: () => backend,
    isEncryptionAvailable: () => available,
    encryptString: turn,
    decryptString: (sealed: Buffer) => turn(sealed.toString()).toString(),
  };
}

const asynchronous = {
  isAsyncEncryptionAvailable: async () => true,
  encryptStringAsync: async (plain: string) => turn(`async ${plain}`),
  decryptStringAsync: async (sealed: Buffer) => ({
    result: turn(sealed.toString()).toString().replace("async ", ""),
    shouldReEncrypt: false,
  }),
};

test.each([
  ["linux", "gnome_libsecret", true, true],
  ["linux", "kwallet6", true, true],
  ["linux", "basic_text", true, false],
  ["linux", "unknown", true, false],
  ["linux", "gnome_libsecret", false, false],
  ["darwin", "basic_text", true, true],
  ["win32", "basic_text", false, false],
] as const)("%s with %s, available %s", async (platform, backend, available, opens) => {
  expect((await openSecretBox(keychain(backend, available), platform)) !== null).toBe(opens);
});

test.each([
  [
    "the asynchronous methods where there are any",
    { ...keychain("gnome_libsecret"), ...asynchronous },
    "async ",
  ],
  ["the older ones else", keychain("gnome_libsecret"), ""],
])("seals with %s", async (_which, store, mark) => {
  const box = await openSecretBox(store, "linux");
  const sealed = await box?.seal("not-a-real-token");
  expect(sealed).toBe(turn(`${mark}not-a-real-token`).toString("base64"));
  expect(await box?.open(sealed ?? "")).toBe("not-a-real-token");
});
