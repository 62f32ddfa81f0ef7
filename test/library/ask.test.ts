/** What a program that holds the library is told when an answer cannot be had. */
import { expect, onTestFinished, test } from "vitest";
import { createGateway, type GatewayError } from "../../src-main/library.ts";
import { startSimulator } from "../../src-main/simulator/simulator.ts";
import { authJson, plainAccounts, temporaryFolder } from "../support/switchyard.ts";

async function start() {
  const simulator = await startSimulator({ accounts: plainAccounts });
  onTestFinished(() => simulator.close());
  const gateway = await createGateway({
    dataFolder: await temporaryFolder(),
    port: 0,
    logLevel: "silent",
    env: {
      SWITCHYARD_CODEX_BASE_URL: simulator.codexBaseUrl,
      SWITCHYARD_AUTH_BASE_URL: simulator.authBaseUrl,
    },
  });
  onTestFinished(() => gateway.close());
  const failure = (prompt: string, model?: string) =>
    gateway.ask(prompt, model === undefined ? {} : { model }).then(
      () => null,
      (error: unknown) => error as GatewayError,
    );
  return { simulator, gateway, failure };
}

test("without an account: a code that says so, and what to do", async () => {
  const { failure } = await start();
  const error = await failure("hello");
  expect(error).toBeInstanceOf(Error);
  expect(error?.code).toBe("no_account");
  expect(error?.advice).not.toBe("");
  expect(error?.message).not.toContain(error?.advice);
});

test("what the backend refuses keeps its kind", async () => {
  const { simulator, gateway, failure } = await start();
  await gateway.accounts.importText(authJson(simulator, "one"));
  const reply = { status: 400, body: { detail: "That does not fit." } };
  simulator.script.next({ reply });
  expect((await failure("hello"))?.code).toBe("bad_request");
  expect(await gateway.ask("hello")).not.toBe("");
});
