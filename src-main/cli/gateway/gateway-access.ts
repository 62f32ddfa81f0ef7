/** Requests of commands to the gateway, as any other client sends them. */
import type { Dispatcher } from "undici";
import type { AdminClient } from "../../compose/compose.ts";
import { AppError } from "../../platform/app-error.ts";
import { version } from "../version.ts";

export interface GatewayAccess {
  client: AdminClient;
  /** e.g. http://127.0.0.1:8787 */
  root: string;
  /** What requests must carry; null when the gateway wants none. */
  apiKey: string | null;
}

export type Answer = Dispatcher.ResponseData;

/** Throws AppError when the gateway does not run. */
export async function accessTo(client: AdminClient): Promise<GatewayAccess> {
  const [status, { values }] = await Promise.all([client.gateway.status(), client.settings.get()]);
  if (status.state !== "running") {
    throw new AppError(
      status.problem?.code ?? "bad_request",
      status.problem?.message ?? "The gateway of the running Switchyard is stopped.",
      status.problem?.advice ?? "Start it in the window, in the tray or in the console.",
    );
  }
  return { client, root: status.baseUrl.replace(/\/v1$/, ""), apiKey: values.gateway.apiKey };
}

/** A body that is a text goes as it is. Resolves with any status. Throws AppError when the gateway cannot be reached, an AbortError when `signal` fires. */
export async function call(
  { root, apiKey }: Pick<GatewayAccess, "root" | "apiKey">,
  path: string,
  options: { body?: unknown; signal?: AbortSignal; headers?: Record<string, string> } = {},
): Promise<Answer> {
  const { body, signal } = options;
  const { request } = await import("undici");
  try {
    return await request(`${root}${path}`, {
      method: body === undefined ? "GET" : "POST",
      // A model may think for minutes.
      headersTimeout: 0,
      bodyTimeout: 0,
      headers: {
        "user-agent": `switchyard-cli/${version}`,
        ...(apiKey === null ? {} : { authorization: `Bearer ${apiKey}` }),
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...options.headers,
      },
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
      ...(signal ? { signal } : {}),
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new AppError("network", `The gateway at ${root} does not answer.`, "Look at `switchyard doctor`.", {
      cause: error,
    });
  }
}

/** The JSON of a good answer. Throws AppError with the gateway's own words on any other. */
export async function callJson(
  access: GatewayAccess,
  path: string,
  options: Parameters<typeof call>[2] = {},
): Promise<Record<string, unknown>> {
  const answer = await call(access, path, options);
  if (answer.statusCode !== 200) throw await refusalOf(answer);
  return (await answer.body.json()) as Record<string, unknown>;
}

export async function refusalOf(answer: Answer): Promise<AppError> {
  const text = await answer.body.text();
  return new AppError(
    "bad_request",
    messageOf(text) ?? `The gateway answered with status ${answer.statusCode}.`,
  );
}

function messageOf(text: string): string | null {
  try {
    const { error } = JSON.parse(text) as { error?: { message?: unknown } };
    return typeof error?.message === "string" ? error.message : null;
  } catch {
    return null;
  }
}
