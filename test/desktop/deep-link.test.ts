import { expect, test } from "vitest";
import { deepLinkAmong, pathOfDeepLink } from "../../src-main/desktop/window/deep-link.ts";

test.each([
  ["switchyard://open", "/"],
  ["switchyard://accounts", "/accounts"],
  ["switchyard://accounts/", "/accounts"],
  ["SWITCHYARD://Sign-In", "/accounts/sign-in"],
  ["switchyard://settings", "/settings"],
])("%s leads to %s", (link, path) => {
  expect(pathOfDeepLink(link)).toBe(path);
});

test.each([
  "switchyard://",
  "switchyard://quit",
  "switchyard://constructor",
  "switchyard://sign-in?code=abc",
  "switchyard://accounts#/settings",
  "switchyard://accounts/../settings",
  "switchyard:accounts",
  "https://example.com/switchyard://accounts",
  "--switchyard://accounts",
  "",
])("%s leads nowhere", (link) => {
  expect(pathOfDeepLink(link)).toBeNull();
});

test("it is found among the arguments of a start, which is never itself one", () => {
  expect(deepLinkAmong(["/opt/switchyard", "--no-sandbox", "switchyard://usage"])).toBe("/usage");
  expect(deepLinkAmong(["switchyard://usage"])).toBeNull();
  expect(deepLinkAmong(["/opt/switchyard", "--hidden"])).toBeNull();
});
