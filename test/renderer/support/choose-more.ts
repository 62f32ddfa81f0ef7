import type { Locator, Page } from "playwright-core";

/** Opens the menu of an account and chooses what is called `name` there. */
export async function chooseMore(
  place: Page | Locator,
  account: string,
  name: string | RegExp,
): Promise<void> {
  await place.getByRole("button", { name: `More for ${account}`, exact: true }).click();
  await place.getByRole("menuitem", { name }).click();
}
