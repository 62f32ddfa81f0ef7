import { expect, test } from "vitest";
import { lanAddress } from "../../src-main/cli/text/lan-address.ts";

const local = "http://127.0.0.1:8787";
const addresses = ["192.0.2.7", "2001:db8::7"];

test.each<[string, readonly string[], string | null]>([
  ["127.0.0.1", addresses, null],
  ["192.0.2.7", addresses, null],
  ["0.0.0.0", addresses, "Other computers reach it at http://192.0.2.7:8787, with the API key."],
  [
    "::",
    addresses,
    "Other computers reach it at http://192.0.2.7:8787 or http://[2001:db8::7]:8787, with the API key.",
  ],
  ["0.0.0.0", [], "This computer has no address on a network: others cannot reach it now."],
])("listening on %s with %j", (host, own, told) => {
  expect(lanAddress(host, local, own)).toBe(told);
});
