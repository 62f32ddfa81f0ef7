import { expect, test } from "vitest";
import { upstreamHosts } from "../../src-main/network/upstream-hosts.ts";

test("the real services unless said otherwise", () => {
  expect(upstreamHosts({})).toEqual({
    codex: "https://chatgpt.com/backend-api",
    auth: "https://auth.openai.com",
    platform: "https://api.openai.com/v1",
  });
});

test.each([
  ["https://proxy.example.com/base/", "https://proxy.example.com/base"],
  ["http://127.0.0.1:1234", "http://127.0.0.1:1234"],
  ["http://[::1]:1234//", "http://[::1]:1234"],
  ["http://localhost", "http://localhost"],
])("%s is taken", (given, used) => {
  expect(upstreamHosts({ SWITCHYARD_CODEX_BASE_URL: given }).codex).toBe(used);
});

test.each(["http://example.com", "http://127.0.0.1.example.com", "ftp://localhost", "localhost", ""])(
  "tokens are not sent to %j",
  (given) => {
    expect(() => upstreamHosts({ SWITCHYARD_AUTH_BASE_URL: given })).toThrow(/SWITCHYARD_AUTH_BASE_URL/);
  },
);
