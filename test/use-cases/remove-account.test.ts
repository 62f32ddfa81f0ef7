import { expect, test } from "vitest";
import { removeAccount } from "../../src-main/use-cases/remove-account.ts";

function remove(account: object | null) {
  const done: string[] = [];
  const removed = removeAccount(
    {
      store: { get: () => account as never, remove: async () => void done.push("removed") },
      limits: { forget: () => void done.push("limits forgotten") },
      pool: { forget: () => void done.push("trouble forgotten") },
      revokerOf() {
        // By the account's own proxy, which goes with the account.
        done.push("sign-in service found");
        return async () => void done.push("revoked");
      },
    },
    "a",
  );
  return { removed, done };
}

const tokens = { refreshToken: "r" };

test("the login is revoked, by the account's own way, and all that is known of it forgotten", async () => {
  const { removed, done } = remove({ tokens, linked: null });
  await removed;
  expect(done).toEqual([
    "sign-in service found",
    "removed",
    "revoked",
    "limits forgotten",
    "trouble forgotten",
  ]);
});

test.each([
  ["a linked login is Codex's own", { tokens, linked: { codexHome: "/home" } }],
  ["a sealed one cannot be read", { tokens: null, linked: null }],
])("%s: it is not revoked", async (_name, account) => {
  const { removed, done } = remove(account);
  await removed;
  expect(done).not.toContain("revoked");
});

test("an account that is not there is said", async () => {
  const { removed, done } = remove(null);
  await expect(removed).rejects.toMatchObject({ code: "account_not_found" });
  expect(done).toEqual([]);
});
