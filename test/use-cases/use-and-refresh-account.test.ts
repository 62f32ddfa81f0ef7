import { expect, test } from "vitest";
import type { Standing } from "../../src-shared/standing.ts";
import { refreshAccount } from "../../src-main/use-cases/refresh-account.ts";
import { useAccount } from "../../src-main/use-cases/use-account.ts";

test.each<[Standing, string[]]>([
  ["ok", ["stored", "used"]],
  ["limited", ["stored", "used", "limits of a checked always"]],
])(
  "an account that is %s is used; one that is used up is asked about at once",
  async (standing, expected) => {
    const done: string[] = [];
    await useAccount(
      {
        store: { setActive: async () => void done.push("stored") },
        pool: { use: () => void done.push("used"), standing: () => standing },
        checkLimits: async (ids, always) => void done.push(`limits of ${ids.join()} checked ${always}`),
      },
      "a",
    );
    expect(done).toEqual(expected);
  },
);

test("a refresh renews first; when that fails the account is held to what it was", async () => {
  const done: string[] = [];
  const ports = {
    tokens: { refresh: async () => void done.push("renewed") },
    limits: { rested: () => void done.push("rested") },
    pool: { fine: () => void done.push("serves") },
    readLimits: async () => void done.push("read"),
  };
  await refreshAccount(ports, "a");
  expect(done).toEqual(["renewed", "rested", "serves", "read"]);
  const failing = { ...ports, tokens: { refresh: () => Promise.reject(new Error("refused")) } };
  await expect(refreshAccount(failing, "a")).rejects.toThrow("refused");
  expect(done).toHaveLength(4);
});
