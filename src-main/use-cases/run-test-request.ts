/** One question to the own gateway, over its socket, as a tool would ask it: shows that everything between works. */
import type { TrialEvent, TrialInput } from "../../src-shared/contract/trial.ts";
import type { GatewayStatus } from "../../src-shared/contract/gateway.ts";
import type { RequestRow } from "../../src-shared/contract/requests.ts";
import type { Problem } from "../../src-shared/problem.ts";
import { trialClient } from "../../src-shared/trial-client.ts";
import type { RequestLog } from "../logs/request-log.ts";
import { AppError } from "../platform/app-error.ts";
import { eventLines } from "../platform/event-lines.ts";
import type { SettingsStore } from "../settings/settings-store.ts";
import { readTrialEvent, trialRequest } from "./test-requests.ts";

export interface TrialSources {
  version: string;
  status: () => GatewayStatus;
  settings: Pick<SettingsStore, "values">;
  log: Pick<RequestLog, "recent" | "listen">;
}

/** Failures are part of the last event. Ends early, without one, when `signal` fires. */
export async function* runTrial(
  sources: TrialSources,
  input: TrialInput,
  signal: AbortSignal,
): AsyncGenerator<TrialEvent, void> {
  const seen = new Set(sources.log.recent(1000).map(({ id }) => id));
  let problem: Problem | null = null;
  try {
    const answer = await ask(sources, input, signal);
    if (!answer.ok || answer.body === null) throw await refusalOf(answer);
    let ended = false;
    for await (const event of eventLines(answer.body)) {
      const said = readTrialEvent(input.way, event);
      if (said === "ended") ended = true;
      else if (said !== null && "failed" in said) throw new AppError("protocol", said.failed);
      else if (said !== null) yield { type: "text", text: said.text };
    }
    if (!ended) throw new AppError("stream_cut", "The answer ended before it was whole.", "Try again.");
  } catch (error) {
    if (signal.aborted) return;
    problem =
      error instanceof AppError
        ? error.problem
        : new AppError("stream_cut", "The connection to the gateway was cut.", "Try again.").problem;
  }
  const { path } = trialRequest(input, "");
  const isOurs = (row: RequestRow) =>
    row.client.name === trialClient && row.endpoint === path && !seen.has(row.id);
  const row = await finishedRow(sources.log, isOurs, signal);
  // The request log knows the kind of the failure, the answer only its words.
  yield { type: "end", problem: problem && (row?.problem ?? problem), row };
}

async function ask(
  { version, status, settings }: TrialSources,
  input: TrialInput,
  signal: AbortSignal,
): Promise<Response> {
  const gateway = status();
  const stopped = gateway.problem ?? {
    code: "bad_request",
    message: "The gateway is stopped.",
    advice: "Start it, then try again.",
  };
  if (gateway.state !== "running") throw new AppError(stopped.code, stopped.message, stopped.advice);
  const { models, gateway: values } = settings.values();
  const { path, body } = trialRequest(input, models.default);
  try {
    return await fetch(gateway.baseUrl.replace(/\/v1$/, path), {
      method: "POST",
      headers: {
        "content-type": "application/json",
        "user-agent": `${trialClient}/${version}`,
        ...(values.apiKey === null ? {} : { authorization: `Bearer ${values.apiKey}` }),
        ...(input.way === "messages" ? { "anthropic-version": "2023-06-01" } : {}),
      },
      body: JSON.stringify(body),
      signal,
    });
  } catch (error) {
    throw new AppError("network", `The gateway at ${gateway.baseUrl} does not answer.`, "Try again.", {
      cause: error,
    });
  }
}

async function refusalOf(answer: Response): Promise<AppError> {
  let message: unknown;
  try {
    message = ((await answer.json()) as { error?: { message?: unknown } }).error?.message;
  } catch {
    message = undefined;
  }
  return new AppError(
    "bad_request",
    typeof message === "string" ? message : `The gateway answered with status ${answer.status}.`,
  );
}

/** As it stands when the gateway is done with it, which may be a moment after the answer's last byte. */
async function finishedRow(
  log: TrialSources["log"],
  isOurs: (row: RequestRow) => boolean,
  signal: AbortSignal,
): Promise<RequestRow | null> {
  // Not by the id of the answer: in Codex's own protocol that is the backend's.
  const row = log.recent(1000).find(isOurs);
  if (row === undefined) return null;
  if (row.outcome === "running" && !signal.aborted) {
    await new Promise<void>((resolve) => {
      const done = () => {
        stop();
        signal.removeEventListener("abort", done);
        resolve();
      };
      const stop = log.listen((told) => {
        if (told.id === row.id && told.outcome !== "running") done();
      });
      signal.addEventListener("abort", done);
    });
  }
  return structuredClone(row);
}
