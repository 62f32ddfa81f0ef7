/** The simulated backend as a process of its own; one line of JSON says where it is and how to sign in. */
import { startSimulator } from "../src-main/simulator/simulator.ts";
import { conversations, longDeltas } from "./requests.ts";

export interface BackendReady {
  codexBaseUrl: string;
  authBaseUrl: string;
  accessToken: string;
  workspaceId: string;
  /** Codex's auth.json of the same account. */
  authJson: string;
}

const simulator = await startSimulator({ accounts: [{ id: "bench" }], logLimit: 1 });
const forConversation = (id: string) => ({
  always: true,
  when: ({ body }: { body: unknown }) => (body as { prompt_cache_key?: unknown }).prompt_cache_key === id,
});

const delta = (text: string) =>
  frame({ type: "response.output_text.delta", item_id: "msg_1", output_index: 0, delta: text });
const completed = {
  id: "resp_1",
  status: "completed",
  usage: { input_tokens: 10, output_tokens: longDeltas },
};
simulator.script.next({
  ...forConversation(conversations.long),
  rawSse:
    frame({ type: "response.created", response: { id: "resp_1", model: "gpt-5.5" } }) +
    delta(" word").repeat(longDeltas) +
    frame({ type: "response.completed", response: completed }),
});
simulator.script.next({
  ...forConversation(conversations.slow),
  eventDelayMs: 2_000,
  text: "word ".repeat(100),
});

const { idToken, accessToken, refreshToken, workspaceId } = simulator.issueTokens("bench");
const tokens = {
  id_token: idToken,
  access_token: accessToken,
  refresh_token: refreshToken,
  account_id: workspaceId,
};
const ready: BackendReady = {
  codexBaseUrl: simulator.codexBaseUrl,
  authBaseUrl: simulator.authBaseUrl,
  accessToken,
  workspaceId,
  authJson: JSON.stringify({ auth_mode: "chatgpt", tokens, last_refresh: new Date().toISOString() }),
};
console.log(JSON.stringify(ready));
// Ends with the benchmark, whatever ends the benchmark.
process.stdin.resume().once("end", () => process.exit(0));

function frame(event: { type: string; [field: string]: unknown }): string {
  return `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
}
