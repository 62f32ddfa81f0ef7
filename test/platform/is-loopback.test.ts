import { expect, test } from "vitest";
import { isLoopback } from "../../src-main/platform/is-loopback.ts";

test.each(["localhost", "LOCALHOST", "127.0.0.1", "127.8.9.10", "::1", "[::1]", "::ffff:127.0.0.1"])(
  "%s is this computer",
  (host) => {
    expect(isLoopback(host)).toBe(true);
  },
);

test.each([
  "127.example.org",
  "127.0.0.1.nip.io",
  "127.0.0.1.",
  "127.1",
  "localhost.example.org",
  "0.0.0.0",
  "::",
  "192.168.1.5",
  "::ffff:192.168.1.5",
  "fe80::1%eth0",
  "[::1",
  "",
])("%s may be another", (host) => {
  expect(isLoopback(host)).toBe(false);
});
