/** A port that somebody else has: who it is, asked and looked up, and a free one to move to. */
import { AppError } from "../platform/app-error.ts";
import { isFree, portHolder, type PortHolder } from "./port-holder.ts";

/** Milliseconds that the occupant gets to say who it is. */
const patienceMs = 1500;
/** Ports that are tried after the wished one. */
const reach = 100;

/** Whether another Switchyard answers there (its /healthz wants no key). */
export async function isSwitchyard(host: string, port: number): Promise<boolean> {
  const named = host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host;
  const address = named.includes(":") ? `[${named}]` : named;
  const { request } = await import("undici");
  try {
    const { statusCode, body } = await request(`http://${address}:${port}/healthz`, {
      signal: AbortSignal.timeout(patienceMs),
      headersTimeout: patienceMs,
    });
    const answer: unknown = JSON.parse((await body.text()).slice(0, 1000));
    if (statusCode !== 200) return false;
    return typeof answer === "object" && answer !== null && "name" in answer && answer.name === "switchyard";
  } catch {
    return false;
  }
}

/** Why the gateway cannot have the port, with the program that has it where the system tells. */
export async function portTaken(host: string, port: number, cause: unknown): Promise<AppError> {
  const [own, holder] = await Promise.all([isSwitchyard(host, port), portHolder(port)]);
  return portTakenError(port, own, holder, cause);
}

export function portTakenError(
  port: number,
  own: boolean,
  holder: PortHolder | null,
  cause?: unknown,
): AppError {
  if (own) {
    const which = holder === null ? "" : ` (process ${holder.pid})`;
    return new AppError(
      "port_in_use",
      `Another Switchyard, with a data folder of its own, already serves on port ${port}${which}.`,
      "Use that one: tools pointed at this port reach it. Or move this one to another port.",
      { cause },
    );
  }
  const which = holder === null ? "" : ` (${holder.name}, process ${holder.pid})`;
  return new AppError(
    "port_in_use",
    `Port ${port} is taken by another program${which}.`,
    "Quit that program, or move Switchyard to another port.",
    { cause },
  );
}

/** The next free port above one; null when there is none near. */
export async function freePortAfter(host: string, port: number): Promise<number | null> {
  for (let next = port + 1; next <= Math.min(port + reach, 65_535); next += 1)
    if (await isFree(host, next)) return next;
  return null;
}
