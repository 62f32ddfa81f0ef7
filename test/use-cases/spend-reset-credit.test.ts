import { expect, test } from "vitest";
import { spendResetCredit } from "../../src-main/use-cases/spend-reset-credit.ts";

function spend(answer: unknown) {
  const done: string[] = [];
  const outcome = spendResetCredit(
    {
      ask: async (id, path, body) => {
        expect(body).toEqual({ redeem_request_id: expect.stringMatching(/^[0-9a-f-]{36}$/) });
        done.push(`asked ${id} ${path}`);
        return answer;
      },
      limits: { fine: () => void done.push("limits forgotten") },
      pool: { fine: () => void done.push("serves again") },
      readAgain: async () => void done.push("read again"),
    },
    "a",
  );
  return { outcome, done };
}

const asked = "asked a /wham/rate-limit-reset-credits/consume";

test("a credit that was spent lets the account serve again, then its limits are read", async () => {
  const { outcome, done } = spend({ code: "reset" });
  expect(await outcome).toBe("reset");
  expect(done).toEqual([asked, "limits forgotten", "serves again", "read again"]);
});

test("a credit that was not spent changes nothing but what is read", async () => {
  const { outcome, done } = spend({ code: "no_credit" });
  expect(await outcome).toBe("no-credit");
  expect(done).toEqual([asked, "read again"]);
});

test("an answer that does not say is told, and nothing is done", async () => {
  const { outcome, done } = spend({ code: "new" });
  await expect(outcome).rejects.toMatchObject({ code: "protocol" });
  expect(done).toEqual([asked]);
});
