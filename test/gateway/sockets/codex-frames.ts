/** A gateway with one open Codex WebSocket, and the frames that Codex sends over it (clients 4.3), made short. */
import { startSwitchyard, type RunOptions, type Running } from "../../support/switchyard.ts";
import { openSocket, type Frame, type TestSocket } from "../../support/web-socket.ts";

export const responses = "/backend-api/codex/responses";
export const conversation = "01a1f8c4-dff9-7931-a5e9-5dbd30573a82";

const turn = {
  model: "gpt-5.5",
  stream: true,
  tool_choice: "auto",
  parallel_tool_calls: true,
  reasoning: { effort: "medium" },
  store: false,
  include: ["reasoning.encrypted_content"],
  prompt_cache_key: conversation,
  text: { verbosity: "low" },
  client_metadata: { turn_id: "t1" },
};
export const headers = {
  version: "0.169.0",
  originator: "codex_exec",
  "user-agent": "codex_exec/0.169.0 (Debian 12.0.0; x86_64) dumb (codex_exec; 0.169.0)",
  "openai-beta": "responses_websockets=2026-02-06",
  authorization: "Bearer of-the-client-itself",
  "chatgpt-account-id": "of-the-client-itself",
  "session-id": conversation,
};

const message = (role: string, part: object) => ({ type: "message", role, content: [part] });
export const system = message("developer", { type: "input_text", text: "You are Codex." });
export const says = (text: string) => message("user", { type: "input_text", text });
export const picture = (bytes: number) =>
  message("user", { type: "input_image", image_url: `data:image/png;base64,${"A".repeat(bytes)}` });

export const prewarm = { ...turn, input: [], generate: false };
/** A conversation's first turn. */
export const begin = (text: string) => ({ ...turn, input: [system, says(text)] });
/** What is new since the response in `frames`. */
export const goOn = (frames: Frame[], ...input: object[]) => ({
  ...turn,
  input,
  previous_response_id: idOf(frames),
});
export const idOf = (frames: Frame[]) => frames.at(-1)?.response?.id ?? "";

export interface Bench extends Running {
  socket: TestSocket;
}

export async function startBench(
  options: RunOptions = {},
  script?: (running: Running) => void,
): Promise<Bench> {
  const running = await startSwitchyard(options);
  script?.(running);
  return { ...running, socket: await openSocket(`${running.url}/codex/v1/responses`, headers) };
}

/** The backend refuses every upgrade. */
export const refuseUpgrades =
  (status = 404) =>
  ({ simulator }: Running) =>
    void simulator.script.next({ method: "GET", reply: { status }, always: true });

/** Newest first. */
export const rows = ({ client }: Running) => client.requests.recent({ limit: 20 });
export const lastRow = async (running: Running) => (await rows(running))[0];

/** The turns the backend was asked for: number of the WebSocket (null: HTTP) and input items. */
export const asked = ({ simulator }: Running) =>
  simulator.requests.entries.filter(({ method, path }) => method === "POST" && path === responses);
export const inputs = ({ simulator }: Running) =>
  simulator.requests.turns().map((body) => body["input"] as { type: string; role?: string }[]);
