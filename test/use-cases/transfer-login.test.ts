import { expect, test } from "vitest";
import { transferLogin } from "../../src-main/use-cases/codex/transfer-login.ts";

function transfer(work: () => Promise<void>) {
  const done: string[] = [];
  const transferred = transferLogin(
    {
      tokens: {
        async alone(ids, alone) {
          done.push(`nobody renews ${ids.join()}`);
          return alone();
        },
      },
      pool: { look: () => void done.push("queue served") },
      codex: {
        login: { look: async () => void done.push("login read") },
        follow: async () => void done.push("switch followed"),
      },
    },
    ["a"],
    work,
  );
  return { transferred, done };
}

test("the login moves while nobody renews it; then Codex's settings follow it", async () => {
  const { transferred, done } = transfer(async () => {});
  await transferred;
  expect(done).toEqual(["nobody renews a", "login read", "switch followed", "queue served"]);
});

test("when it cannot move nothing else changes", async () => {
  const { transferred, done } = transfer(() => Promise.reject(new Error("keyring")));
  await expect(transferred).rejects.toThrow("keyring");
  expect(done).toEqual(["nobody renews a"]);
});
