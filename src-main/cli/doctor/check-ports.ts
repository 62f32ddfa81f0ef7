/** The gateway's, the console's and the sign-in ports: ours, free, or whose. */
import type { Settings } from "../../../src-shared/settings.ts";
import type { GatewayStatus } from "../../../src-shared/contract/gateway.ts";
import { findingsOf, type Finding } from "./finding.ts";
import { isFree, portHolder } from "../../network/port-holder.ts";
import { isSwitchyard } from "../../network/port-taken.ts";

const { ok, note, bad } = findingsOf("ports");
/** Registered for the sign-in (oauth 1.2). */
const signInPorts = [1455, 1457];

export interface PortFacts {
  settings: Settings["gateway"];
  /** null when no other process owns the data folder. */
  gateway: GatewayStatus | null;
  /** Process that owns the data folder. */
  owner: number | null;
}

export async function checkPorts({ settings, gateway, owner }: PortFacts): Promise<Finding[]> {
  const port = gateway?.state === "running" ? gateway.port : settings.port;
  return [
    await checkGateway(port, settings.host, gateway, owner),
    await checkConsole(settings.consolePort, owner),
    await checkSignIn(),
  ];
}

async function checkGateway(
  port: number,
  host: string,
  gateway: GatewayStatus | null,
  owner: number | null,
): Promise<Finding> {
  if (gateway?.state === "running")
    return ok("Gateway", `Runs on ${gateway.baseUrl} (process ${owner ?? "unknown"}).`);
  if (port === 0 || (await isFree(host, port))) {
    const where = port === 0 ? "A free port is taken at the start" : `Port ${port} is free`;
    return note(
      "Gateway",
      `${where}; the gateway does not run.`,
      "Start it: switchyard start, or switchyard serve.",
    );
  }
  if (await isSwitchyard(host, port)) {
    const holder = await portHolder(port);
    return bad(
      "Gateway",
      `Another Switchyard, with a data folder of its own, serves on port ${port}${holder === null ? "" : ` (process ${holder.pid})`}.`,
      "Ask that one with --home and its data folder, or choose another port: switchyard config set gateway.port 9000",
    );
  }
  return bad(
    "Gateway",
    `Port ${port} is held by ${await holderWords(port)}.`,
    "Quit that program, or choose another: switchyard config set gateway.port 9000",
  );
}

async function checkConsole(port: number, owner: number | null): Promise<Finding> {
  if (port === 0 || (await isFree("127.0.0.1", port)))
    return ok(
      "Console",
      port === 0 ? "Takes a free port." : `Port ${port} is ${owner === null ? "free" : "not needed"}.`,
    );
  const holder = await portHolder(port);
  if (holder !== null && holder.pid === owner) return ok("Console", `Runs on port ${port}.`);
  return note("Console", `Port ${port} is held by ${await holderWords(port)}; the console takes another.`);
}

async function checkSignIn(): Promise<Finding> {
  const free = [];
  for (const port of signInPorts) if (await isFree("127.0.0.1", port)) free.push(port);
  if (free.length > 0) return ok("Sign-in", `Port ${free.join(" and ")} can take the browser's answer.`);
  const holders = await Promise.all(signInPorts.map(holderWords));
  return note(
    "Sign-in",
    `Ports ${signInPorts.join(" and ")} are held by ${[...new Set(holders)].join(" and ")}.`,
    "Sign in with a code instead: switchyard login --device",
  );
}

async function holderWords(port: number): Promise<string> {
  const holder = await portHolder(port);
  return holder === null ? "another program" : `${holder.name} (process ${holder.pid})`;
}
