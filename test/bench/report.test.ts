import { expect, test } from "vitest";
import { table } from "../../bench/report.ts";
import { callsOf, conversations, ways } from "../../bench/requests.ts";
import { median, quantile, spread } from "../../bench/statistics.ts";
import { startSwitchyard } from "../support/switchyard.ts";

test("quantiles are values that were measured", () => {
  const values = Array.from({ length: 100 }, (_, index) => 100 - index);
  expect(median(values)).toBe(51);
  expect(quantile(values, 0.99)).toBe(100);
  expect(quantile([7], 0.99)).toBe(7);
  expect(quantile([], 0.5)).toBe(0);
  expect(spread(values)).toEqual({ median: 51, from: 26, to: 76 });
});

test("a table aligns words to the left and numbers to the right", () => {
  const text = table(
    ["way", "p50"],
    [
      ["direct", "0.30"],
      ["chat", "10.78"],
    ],
  );
  expect(text).toBe("way       p50\ndirect   0.30\nchat    10.78");
});

test("every way asks the backend the same question", async () => {
  const { url, simulator } = await startSwitchyard();
  const { accessToken, workspaceId } = simulator.issueTokens("one");
  const { codexBaseUrl, authBaseUrl } = simulator;
  const backend = { codexBaseUrl, authBaseUrl, accessToken, workspaceId, authJson: "" };
  const calls = callsOf(backend, url, conversations.small);
  for (const way of ways) {
    const { origin, path, headers, body } = calls[way];
    const answer = await fetch(origin + path, { method: "POST", headers, body });
    expect(await answer.text()).toContain("good");
  }
  const [direct, ...others] = simulator.requests.turns();
  expect(others).toHaveLength(ways.length - 1);
  for (const other of others) expect(other).toEqual(direct);
});
