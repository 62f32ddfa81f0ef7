/**
 * A process that kills itself right after its n-th file operation: node killed-process.ts WHAT STEP FILE ISSUER. WHAT
 * is `renew` (all accounts of the file), `sign-in` (as ann), or `apply` or `undo` (ann's login in the Codex home beside
 * the file). Prints `whole` when it came to the end.
 */
import fs from "node:fs/promises";
import { createRequire, syncBuiltinESMExports } from "node:module";
import path from "node:path";
import { Agent } from "undici";

const [what = "", stepText = "", file = "", base = ""] = process.argv.slice(2);
let left = Number.POSITIVE_INFINITY;

type Operation = (...given: unknown[]) => Promise<unknown>;

/** Every operation ends with a look at the count: the kill comes when it is done and before anything follows. */
function counted(target: Record<string, unknown>, names: string[]): void {
  for (const name of names) {
    const original = target[name] as Operation;
    target[name] = async function (this: unknown, ...given: unknown[]) {
      const result = await original.apply(this, given).finally(() => {
        left -= 1;
        if (left === 0) process.kill(process.pid, "SIGKILL");
      });
      return result;
    };
  }
}

const handle = await fs.open(import.meta.filename, "r");
counted(Object.getPrototypeOf(handle) as Record<string, unknown>, ["write", "writeFile", "sync", "close"]);
await handle.close();
counted(createRequire(import.meta.url)("node:fs/promises") as Record<string, unknown>, [
  "open",
  "rename",
  "rm",
  "link",
  "mkdir",
  "readdir",
  "readFile",
  "writeFile",
  "stat",
]);
syncBuiltinESMExports();

// Only now: what is imported from here on gets the counted operations.
const { openAccountStore } = await import("../../src-main/accounts/account-store.ts");
const { authorizeUrl, createPkce, exchangeCode, refreshTokens } =
  await import("../../src-main/accounts/login/issuer.ts");
const { loginFromTokens } = await import("../../src-main/accounts/account.ts");
const { createCodexHandover } = await import("../../src-main/accounts/codex-login/transfer-login.ts");
const { createTokenKeeper } = await import("../../src-main/accounts/renewal/token-keeper.ts");
const { systemClock } = await import("../../src-main/platform/ports.ts");

const dispatcher = new Agent();
const now = () => Date.now();
const issuer = { base, dispatcher: () => dispatcher, userAgent: () => "test", now };
const store = await openAccountStore({ file, secretBox: null, now, onSetAside: () => process.exit(3) });
const handover = createCodexHandover({
  store,
  file: path.join(path.dirname(file), "codex-login.json"),
  codexHome: path.dirname(file),
  now,
  credentialStore: async () => "file",
  codexRuns: async () => false,
});
const keeper = createTokenKeeper({
  store,
  handover,
  clock: systemClock,
  folder: path.dirname(file),
  refresh: (tokens, reason) => refreshTokens(issuer, tokens, reason),
});

async function signIn(): Promise<void> {
  const pkce = await createPkce();
  const redirectUri = "http://localhost:1455/auth/callback";
  const page = `${authorizeUrl(base, redirectUri, pkce)}&account=ann`;
  const location = (await fetch(page, { redirect: "manual" })).headers.get("location") ?? "";
  const code = new URL(location).searchParams.get("code") ?? "";
  left = Number(stepText);
  const login = loginFromTokens(await exchangeCode(issuer, { code, redirectUri, verifier: pkce.verifier }));
  if (login === null) throw new Error("The simulator signed nobody in.");
  await store.putLogin(login);
}

async function renew(): Promise<void> {
  left = Number(stepText);
  for (const { id } of store.all()) await keeper.credentials(id);
}

async function apply(): Promise<void> {
  const ann = store.all().find(({ email }) => email?.startsWith("ann"))?.id ?? "";
  left = Number(stepText);
  await keeper.alone([ann], () => (what === "undo" ? handover.undo() : handover.apply(ann)));
}

const scenes: Record<string, () => Promise<void>> = { "sign-in": signIn, renew, apply, undo: apply };
await scenes[what]?.();
left = Number.POSITIVE_INFINITY;
process.stdout.write("whole\n");
await dispatcher.close();
