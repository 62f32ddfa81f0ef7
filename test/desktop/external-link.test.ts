import { expect, test } from "vitest";
import { checkedExternalLink, isExternalLink } from "../../src-main/desktop/window/external-link.ts";

test.each([
  ["https://auth.openai.com/oauth/authorize?x=1", true],
  ["http://127.0.0.1:8788/#token", true],
  ["http://localhost:1455/auth/callback", true],
  ["http://[::1]:8788/", true],
  ["http://example.com/", false],
  ["http://127.0.0.1.example.com/", false],
  ["https://user:secret@example.com/", false],
  ["file:///etc/passwd", false],
  ["javascript:alert(1)", false],
  ["smb://server/share", false],
  ["not an address", false],
])("%s", (address, allowed) => {
  expect(isExternalLink(address)).toBe(allowed);
  if (allowed) expect(checkedExternalLink(address)).toBe(address);
  else expect(() => checkedExternalLink(address)).toThrow("cannot be opened");
});
