import { expect, test } from "vitest";
import { createAskBackend } from "../../src-main/use-cases/ask-backend.ts";

const credentials = (accessToken: string) => ({
  accountId: "a",
  accessToken,
  workspaceId: "w",
  fedramp: false,
});

/** A backend that takes `good` only. */
function ask(renewed: string) {
  const sent: string[] = [];
  const asking = createAskBackend({
    tokens: { credentials: async () => credentials("old"), recover: async () => credentials(renewed) },
    codex: {
      json: async ({ accessToken }, path, _signal, body) => {
        sent.push(`${accessToken} ${path} ${JSON.stringify(body)}`);
        if (accessToken !== "good") throw new Error("refused");
        return { json: { fine: true }, headers: {} };
      },
    },
    isAboutTheToken: (error) => error instanceof Error && error.message === "refused",
    worded: (error) => new Error("in words", { cause: error }),
  });
  return { answer: asking("a", "/p", { x: 1 }), sent };
}

test("a refused token is renewed, and the question sent once more", async () => {
  const { answer, sent } = ask("good");
  expect(await answer).toEqual({ fine: true });
  expect(sent).toEqual(['old /p {"x":1}', 'good /p {"x":1}']);
});

test.each([
  ["the same token again is not tried again", "old", 1],
  ["a second refusal stands", "also bad", 2],
])("%s", async (_name, renewed, times) => {
  const { answer, sent } = ask(renewed);
  await expect(answer).rejects.toThrow("in words");
  expect(sent).toHaveLength(times);
});
