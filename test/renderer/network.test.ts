/** The way out in the window: the settings' proxy and its test, an account's own proxy. */
import { describe, expect, it } from "vitest";
import { proxied } from "./shots/network.ts";
import { account, running } from "./support/states.ts";
import { useWindows, violations } from "./support/windows.ts";
import { chooseMore } from "./support/choose-more.ts";

const { there, show } = useWindows();

describe.runIf(there)("the network's settings", () => {
  const options = { path: "/settings" };

  it("name the way in force, and test every hop of it", async () => {
    const { page, fake } = await show(proxied(), options);
    await page.getByText("In effect now").waitFor();
    await page.getByRole("button", { name: "Test", exact: true }).click();
    const list = page.getByRole("list", { name: "What the test found" });
    await list.getByText("The certificate of chatgpt.com is not trusted").waitFor();
    await list.getByText("switchyard config set network.caFile").waitFor();
    expect(fake.calls).toEqual([{ name: "network.test", input: undefined }]);
    expect(await violations(page)).toEqual([]);
    // Another way: what was found does not hold any more.
    await page.getByText("System", { exact: true }).first().click();
    await page
      .getByText("http://10.0.0.9:8080 → Direct, without a proxy (by the system's settings)")
      .waitFor();
    await list.waitFor({ state: "detached" });
  });

  it("show no password until somebody is at it, and keep it when nothing was changed", async () => {
    const { page, fake } = await show(proxied(), options);
    const field = page.getByRole("textbox", { name: "Proxy address" });
    expect(await field.inputValue()).toBe("http://…@127.0.0.1:3128");
    await field.focus();
    expect(await field.inputValue()).toContain("not-a-real-one");
    await page.keyboard.press("Enter");
    await field.blur();
    expect(await field.inputValue()).toBe("http://…@127.0.0.1:3128");
    expect(fake.calls).toEqual([]);
  });

  it("take hosts without proxy and a CA file, and say what is wrong with it", async () => {
    const problem = {
      code: "bad_request",
      message: "The file of network.caFile cannot be read: /none.pem.",
      advice: "",
    } as const;
    const { page, fake } = await show(proxied(), options);
    const hosts = page.getByRole("textbox", { name: "Without proxy" });
    await hosts.fill("example.com, 10.0.0.0/8");
    await hosts.press("Enter");
    await expect.poll(() => fake.state().settings.values.network.noProxy).toBe("example.com, 10.0.0.0/8");
    fake.fail("settings.update", problem);
    const file = page.getByRole("textbox", { name: "CA certificates" });
    await file.fill("/none.pem");
    await file.press("Enter");
    await page.getByRole("alert").getByText("cannot be read: /none.pem").waitFor();
  });
});

describe.runIf(there)("an account's own proxy", () => {
  it("is chosen in a dialog and shown without its password", async () => {
    const { page, fake } = await show(running({ accounts: [account("one", { active: true })] }), {
      path: "/accounts",
    });
    await chooseMore(page, "one@example.com", /^Choose the proxy/);
    const dialog = page.getByRole("dialog", { name: "Proxy of one@example.com" });
    await dialog.getByText("Its own", { exact: true }).click();
    const save = dialog.getByRole("button", { name: "Save" });
    expect(await save.isDisabled()).toBe(true);
    expect(await violations(page)).toEqual([]);
    await dialog.getByRole("textbox", { name: "Proxy address" }).fill("socks5://me:not-a-real-one@host:1080");
    await save.click();
    await dialog.waitFor({ state: "detached" });
    await page.getByText("socks5://…@host:1080").waitFor();
    expect(fake.calls).toEqual([
      { name: "accounts.setProxy", input: { id: "one", proxy: "socks5://me:not-a-real-one@host:1080" } },
    ]);

    // Opened again and saved as it is, the address stays.
    await chooseMore(page, "one@example.com", /^Choose the proxy/);
    await dialog.getByRole("button", { name: "Save" }).click();
    await dialog.waitFor({ state: "detached" });
    expect(fake.calls).toHaveLength(1);
    await chooseMore(page, "one@example.com", /^Choose the proxy/);
    await dialog.getByText("As in the settings", { exact: true }).click();
    await dialog.getByRole("button", { name: "Save" }).click();
    await dialog.waitFor({ state: "detached" });
    expect(fake.calls.at(-1)?.input).toEqual({ id: "one", proxy: null });
  });

  it("is used when signing in again", async () => {
    const accounts = [account("one", { active: true, health: "sign-in-needed" })];
    const { page, fake } = await show(running({ accounts }), { path: "/accounts" });
    await page.getByRole("button", { name: "Sign in again" }).click();
    await page
      .getByRole("button", { name: /^Sign in with the browser|browser/i })
      .first()
      .click();
    await expect
      .poll(() => fake.calls.at(-1))
      .toMatchObject({ name: "signIn.start", input: { accountId: "one" } });
  });
});
