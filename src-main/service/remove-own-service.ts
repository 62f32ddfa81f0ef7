/** The background service goes with the program that it starts. */
import { readFile } from "node:fs/promises";
import { createServiceControl } from "./service-control.ts";
import { managerFor, type ServiceSystem } from "./service-manager.ts";

/**
 * Stops and removes the service when what it starts is `program`; another copy of Switchyard keeps its own. Resolves
 * with whether it was there. Throws AppError like the service's own command.
 */
export async function removeOwnService(system: ServiceSystem, program: string): Promise<boolean> {
  const manager = managerFor(system);
  if (manager === null) return false;
  const content = await readFile(manager.file, manager.encoding).catch(() => null);
  if (content === null || !starts(content, program)) return false;
  return createServiceControl(manager, system.env).uninstall();
}

/** Whether a service's file, a unit or XML, starts `program`. */
export function starts(content: string, program: string): boolean {
  return content.replaceAll("&amp;", "&").includes(program);
}
