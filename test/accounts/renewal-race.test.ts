/** Many processes with one data folder, against an issuer that ends a login whose refresh token comes twice. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { createInterface } from "node:readline/promises";
import { expect, onTestFinished, test } from "vitest";
import { startSimulator } from "../../src-main/simulator/simulator.ts";
import { bundleScript } from "../support/bundled-script.ts";
import { temporaryFolder } from "../support/switchyard.ts";
import { loginOf, openStore } from "./bench.ts";

const processes = 8;
const accounts = 200;

test(
  `${processes} processes renew ${accounts} expiring logins: each token is redeemed once, no login is lost`,
  { timeout: 600_000 },
  async () => {
    const names = Array.from({ length: accounts }, (_, index) => `a${index}`);
    const simulator = await startSimulator({
      accounts: names.map((id) => ({ id })),
      logLimit: accounts * processes * 2,
    });
    onTestFinished(() => simulator.close());
    const file = path.join(await temporaryFolder(), "accounts.json");
    const store = await openStore(file);
    await Promise.all(names.map((name) => store.putLogin(loginOf(simulator, name, 60))));
    const script = await bundleScript(path.join(import.meta.dirname, "renewing-process.ts"));
    const renewers = await Promise.all(
      Array.from({ length: processes }, () => startRenewer(script, file, simulator.authBaseUrl)),
    );
    const got = await Promise.all(renewers.map((renewer) => renewer.run()));

    const redeemed = simulator.requests.to("/oauth/token");
    expect(redeemed).toHaveLength(accounts);
    expect(redeemed.every((request) => request.status === 200)).toBe(true);
    await store.adopt();
    expect(store.all().every((account) => account.deadSince === null)).toBe(true);
    const onDisk = Object.fromEntries(
      store.all().map((account) => [account.id, account.tokens?.accessToken]),
    );
    for (const tokens of got) expect(tokens).toEqual(onDisk);
    // The successors work: none of the logins was ended behind our backs.
    for (const account of store.all()) expect(account.tokens?.refreshToken).toMatch(/\.1$/);
    const [first] = Object.values(onDisk);
    const answer = await fetch(`${simulator.codexBaseUrl}/wham/usage`, {
      headers: {
        authorization: `Bearer ${first}`,
        "chatgpt-account-id": store.all()[0]?.workspaceId ?? "",
      },
    });
    expect(answer.status).toBe(200);
  },
);

async function startRenewer(script: string, file: string, issuer: string) {
  const child = spawn(process.execPath, [script, file, issuer], { stdio: ["pipe", "pipe", "inherit"] });
  const exited = once(child, "exit");
  onTestFinished(async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill("SIGKILL");
    await exited;
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  expect((await lines.next()).value).toBe("ready");
  return {
    async run(): Promise<Record<string, string>> {
      child.stdin.write("go\n");
      return JSON.parse((await lines.next()).value ?? "{}") as Record<string, string>;
    },
  };
}
