/** `switchyard mcp` as agents start it: the official client over standard input and output. */
import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { expect, onTestFinished, test, vi } from "vitest";
import { signedIn, startServe } from "../../support/command-place.ts";
import { commandLine } from "../../support/command-line.ts";

vi.setConfig({ testTimeout: 60_000 });

test("an agent asks before Switchyard runs, and again when it does", async () => {
  const here = await signedIn();
  const env = Object.fromEntries(
    Object.entries(here.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
  const client = new Client({ name: "test", version: "1" });
  await client.connect(
    new StdioClientTransport({ command: process.execPath, args: [commandLine, "mcp"], env }),
  );
  onTestFinished(() => client.close());
  const ask = () => client.callTool({ name: "limits", arguments: {} });
  expect(await ask()).toMatchObject({
    isError: true,
    content: [{ text: expect.stringContaining("`switchyard start`") as unknown }],
  });
  await startServe(here);
  expect(await ask()).toMatchObject({ structuredContent: { accounts: [{ in_use: true, plan: "plus" }] } });
});
