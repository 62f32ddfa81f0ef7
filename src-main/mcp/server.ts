/**
 * The tools of `switchyard mcp` and of /mcp, for agents: they read and change nothing, name no e-mail address, and say
 * little at a time.
 */
import {
  McpServer,
  type CallToolResult,
  type StandardSchemaWithJSON,
  type ToolCallback,
} from "@modelcontextprotocol/server";
import { z } from "zod";
import { problemOf } from "../platform/app-error.ts";
import { fits, fitsAnswer, fitsQuestion, limits, limitsAnswer } from "./limits-tool.ts";
import { models, modelsAnswer, modelsQuestion, providers, providersAnswer } from "./models-tool.ts";
import type { McpPorts } from "./ports.ts";
import {
  failures,
  failuresAnswer,
  failuresQuestion,
  usage,
  usageAnswer,
  usageQuestion,
} from "./usage-tool.ts";

export interface McpOptions {
  version: string;
  now: () => number;
  /** Asked at every call. What it throws is told to the agent in its words. */
  ports: () => Promise<McpPorts>;
}

type Output<Schema extends StandardSchemaWithJSON> = StandardSchemaWithJSON.InferOutput<Schema>;

const nothing = z.object({});

export function createMcpServer({ version, now, ports }: McpOptions): McpServer {
  const server = new McpServer({ name: "switchyard", title: "Switchyard", version });

  function tool<Asked extends StandardSchemaWithJSON, Told extends StandardSchemaWithJSON>(
    name: string,
    words: { title: string; description: string },
    schemas: { asked: Asked; told: Told },
    answer: (ports: McpPorts, asked: Output<Asked>) => Promise<Output<Told>>,
  ): void {
    const run = async (asked: Output<Asked>): Promise<CallToolResult> => {
      try {
        const structuredContent = (await answer(await ports(), asked)) as Record<string, unknown>;
        const text = JSON.stringify(structuredContent);
        return { content: [{ type: "text", text }], structuredContent };
      } catch (error) {
        const { message, advice } = problemOf(error);
        return { content: [{ type: "text", text: `${message} ${advice}`.trim() }], isError: true };
      }
    };
    const annotations = { readOnlyHint: true, openWorldHint: false };
    const config = { ...words, inputSchema: schemas.asked, outputSchema: schemas.told, annotations };
    server.registerTool(name, config, run as ToolCallback<Asked>);
  }

  tool(
    "limits",
    {
      title: "Limits and pace",
      description:
        "What is left of every account's rate-limit windows, when they reset, and whether they last at this rate.",
    },
    { asked: nothing, told: limitsAnswer },
    (from) => limits(from, now()),
  );
  tool(
    "fits",
    {
      title: "Does this work fit?",
      description: "Whether a piece of work of so many tokens fits before the windows reset. An estimate.",
    },
    { asked: fitsQuestion, told: fitsAnswer },
    (from, asked) => fits(from, asked, now()),
  );
  tool(
    "usage",
    {
      title: "Usage",
      description:
        "Requests and tokens of today or the last days, by model, tool, account and other dimensions.",
    },
    { asked: usageQuestion, told: usageAnswer },
    usage,
  );
  tool(
    "failures",
    {
      title: "Recent failures",
      description: "The last requests that failed, why, and what helps. Never their content.",
    },
    { asked: failuresQuestion, told: failuresAnswer },
    failures,
  );
  tool(
    "models",
    { title: "Models", description: "The models that can be asked for, and their context windows." },
    { asked: modelsQuestion, told: modelsAnswer },
    models,
  );
  tool(
    "providers",
    {
      title: "Providers",
      description: "What serves beside the ChatGPT accounts, who pays for it, and whether it is ready.",
    },
    { asked: nothing, told: providersAnswer },
    providers,
  );
  return server;
}
