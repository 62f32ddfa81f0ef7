import { account, configured, running, withDesktop } from "../support/states.ts";
import type { OpenWindow } from "../support/window.ts";
import type { Shot } from "./shot.ts";
import { chooseMore } from "../support/choose-more.ts";

const options = { path: "/settings", viewport: { width: 1120, height: 1800 } };

/** With a password in the address, which nobody should see in passing. */
export function proxied() {
  const state = configured();
  state.settings.values.network.proxyUrl = "http://me:not-a-real-one@127.0.0.1:3128";
  return state;
}

async function test({ page }: OpenWindow): Promise<void> {
  await page.getByRole("button", { name: "Test", exact: true }).click();
  await page.getByRole("list", { name: "What the test found" }).waitFor();
  await page.getByRole("list", { name: "What the test found" }).scrollIntoViewIfNeeded();
}

const own = () =>
  running({
    accounts: [
      account("one", { active: true, proxy: "socks5://…@127.0.0.1:1080" }),
      account("two", { proxy: "none" }),
    ],
  });

async function openProxy({ page }: OpenWindow): Promise<void> {
  await page.getByRole("main").getByRole("listitem").first().hover();
  await chooseMore(page, "one@example.com", /^Choose the proxy/);
  await page.getByRole("dialog").waitFor();
}

export const networkShots: Shot[] = [
  { name: "network-tested", state: proxied(), options, act: test },
  { name: "network-tested-dark", state: proxied(), options: { ...options, colorScheme: "dark" }, act: test },
  { name: "network-zh", state: withDesktop(proxied(), { language: "zh" }), options },
  {
    name: "network-narrow",
    state: proxied(),
    options: { path: "/settings", viewport: { width: 480, height: 2400 } },
    act: test,
  },
  { name: "network-account", state: own(), options: { path: "/accounts" }, act: openProxy },
  {
    name: "network-account-dark",
    state: own(),
    options: { path: "/accounts", colorScheme: "dark" },
    act: openProxy,
  },
  { name: "network-accounts", state: own(), options: { path: "/accounts" } },
];
