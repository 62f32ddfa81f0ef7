/** Rewrites the accounts file named by the first argument until it is killed. */
import { openAccountStore } from "../../src-main/accounts/account-store.ts";

const store = await openAccountStore({
  file: process.argv[2] ?? "",
  secretBox: null,
  now: () => Date.now(),
  onSetAside: () => process.exit(3),
});
const id = store.all()[0]?.id;
if (id === undefined) process.exit(4);
for (let count = 0; ; count += 1) {
  await store.setLabel(id, `label ${count} ${"x".repeat(20_000)}`);
  if (count === 0) process.stdout.write("writing\n");
}
