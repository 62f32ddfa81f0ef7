/** Starts and stops the gateway, and brings it back as it was at the next start. */
import type { GatewayStatus } from "../../src-shared/contract/gateway.ts";
import { freePortAfter } from "../network/port-taken.ts";
import { AppError } from "../platform/app-error.ts";
import type { SettingsStore } from "../settings/settings-store.ts";

export interface GatewayPorts {
  gateway: { start: () => Promise<GatewayStatus>; stop: () => Promise<GatewayStatus> };
  settings: Pick<SettingsStore, "values" | "view" | "update">;
}

/** A gateway that could not start says why in its status. */
export function startGateway({ gateway, settings }: GatewayPorts): Promise<GatewayStatus> {
  remember(settings, true);
  return gateway.start();
}

export function stopGateway({ gateway, settings }: GatewayPorts): Promise<GatewayStatus> {
  remember(settings, false);
  return gateway.stop();
}

/** Starts it, where its port is taken on the next free one, which is stored. Throws AppError where that cannot be. */
export async function moveToFreePort(
  ports: GatewayPorts,
  freePort: typeof freePortAfter = freePortAfter,
): Promise<GatewayStatus> {
  const { gateway, settings } = ports;
  const tried = await startGateway(ports);
  if (tried.problem?.code !== "port_in_use") return tried;
  const { host, port } = settings.values().gateway;
  if (settings.view().origins["gateway.port"] === "environment")
    throw new AppError(
      "bad_request",
      `The port ${port} is set by the environment.`,
      "Change SWITCHYARD_PORT or --port where Switchyard is started.",
    );
  const free = await freePort(host, port);
  if (free === null)
    throw new AppError("port_in_use", `No port near ${port} is free.`, "Choose one in the settings.");
  settings.update({ gateway: { port: free } });
  return gateway.start();
}

function remember(settings: GatewayPorts["settings"], enabled: boolean): void {
  if (settings.values().gateway.enabled !== enabled) settings.update({ gateway: { enabled } });
}
