/** The tools for agents over HTTP, by the official client: what they say, how much at most, and to whom. */
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { expect, onTestFinished, test } from "vitest";
import { models } from "../../src-main/mcp/models-tool.ts";
import type { McpPorts } from "../../src-main/mcp/ports.ts";
import { failures as failuresOf } from "../../src-main/mcp/usage-tool.ts";
import type { RequestRow } from "../../src-shared/contract/requests.ts";
import { failures } from "../../src-main/simulator/answers/failures.ts";
import { hello, limitsRead, postJson, startSwitchyard } from "../support/switchyard.ts";

async function connect(url: string, headers: Record<string, string> = {}): Promise<Client> {
  const client = new Client({ name: "test", version: "1" });
  await client.connect(
    new StreamableHTTPClientTransport(new URL(`${url}/mcp`), { requestInit: { headers } }),
  );
  onTestFinished(() => client.close());
  return client;
}

async function told<T>(client: Client, name: string, asked: Record<string, unknown> = {}): Promise<T> {
  const { structuredContent, isError, content } = await client.callTool({ name, arguments: asked });
  expect(isError, JSON.stringify(content)).toBeFalsy();
  return structuredContent as T;
}

test("an agent reads limits, usage, failures, models and providers, and no e-mail address", async () => {
  const running = await startSwitchyard();
  const { url, simulator, client: admin } = running;
  await limitsRead(running);
  await postJson(`${url}/v1/chat/completions`, hello);
  simulator.script.next({ reply: failures.serverError(), always: true });
  await postJson(`${url}/v1/chat/completions`, hello);
  await admin.settings.update({ gateway: { apiKey: "key-for-agents" } });
  const key = { authorization: "Bearer key-for-agents" };
  await expect(connect(url)).rejects.toThrow();
  const client = await connect(url, key);

  const { tools } = await client.listTools();
  expect(tools.map(({ name }) => name)).toEqual([
    "limits",
    "fits",
    "usage",
    "failures",
    "models",
    "providers",
  ]);
  for (const tool of tools) {
    expect(tool.annotations?.readOnlyHint).toBe(true);
    expect(tool.outputSchema).toBeDefined();
  }

  expect(await told(client, "limits")).toMatchObject({
    waiting_requests: 0,
    accounts: [
      {
        name: "o•••@e•••.com",
        in_use: true,
        windows: [
          { name: "5 h", left_percent: 90 },
          { name: "Week", left_percent: 80 },
        ],
      },
    ],
  });
  expect(await told(client, "usage", { by: "client" })).toMatchObject({ total: { requests: 2, failed: 1 } });
  expect(await told(client, "failures")).toMatchObject({
    failures: [{ endpoint: "/v1/chat/completions", provider: "codex", model: "gpt-5.5" }],
  });
  const { models: found } = await told<{ models: { id: string }[] }>(client, "models", { search: "gpt-5.5" });
  expect(found.map(({ id }) => id)).toContain("gpt-5.5");
  expect(await told(client, "providers")).toEqual({ providers: [], left_out: 0 });

  // 10 % of the short window were used for what came through here.
  const small = await told<{ windows: { needed_percent: number; basis_tokens: number }[] }>(client, "fits", {
    tokens: 1,
  });
  const basis = small.windows[0]?.basis_tokens ?? 0;
  expect(basis).toBeGreaterThan(0);
  expect(await told(client, "fits", { tokens: basis })).toMatchObject({
    fits: "yes",
    windows: [{ needed_percent: 10, fits: "yes" }, { needed_percent: 20 }],
  });
  expect(await told(client, "fits", { tokens: basis * 20 })).toMatchObject({ fits: "no" });
  expect(await told(client, "fits", { tokens: 5, account: "nobody" })).toMatchObject({ fits: "unknown" });
  await expect(
    client.callTool({ name: "fits", arguments: { tokens: -1 } }).then((answer) => answer.isError),
  ).resolves.toBe(true);
});

test("however much there is, an answer stays small", async () => {
  const many = Array.from({ length: 3000 }, (_, at) => `model-${at}-${"x".repeat(400)}`);
  const row = {
    startedAt: 0,
    client: { name: "a tool" },
    endpoint: "/v1",
    provider: "codex",
    outcome: "failed",
  };
  const problem = { code: "network", message: "words ".repeat(1000), advice: "more ".repeat(1000) };
  const rows = many.map((id) => ({ ...row, id, model: id, status: 500, attempts: 1, problem }) as RequestRow);
  const view = (id: string) => ({ id, contextWindow: 1, efforts: many }) as never;
  const ports = {
    models: { list: () => Promise.resolve({ models: many.map(view), providers: [] }) },
    requests: { recent: () => Promise.resolve(rows), page: () => Promise.reject(new Error("not asked")) },
  } as unknown as McpPorts;
  const size = (answer: object) => JSON.stringify(answer).length;
  const listed = await models(ports, { search: "" });
  expect(listed.left_out).toBe(2900);
  expect(size({ ...listed, models: listed.models.map((each) => ({ ...each, efforts: [] })) })).toBeLessThan(
    40_000,
  );
  const failed = await failuresOf(ports, { limit: 25 });
  expect(failed.failures).toHaveLength(25);
  expect(size(failed)).toBeLessThan(25_000);
});
