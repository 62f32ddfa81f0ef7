/** GET /debug/config: the settings in force and where each came from; secrets as "set" or null. */
import type { Request, Response } from "express";
import { withoutSecrets } from "../../../src-shared/secret-settings.ts";
import type { GatewayServices } from "../services.ts";

export function debugConfig(services: GatewayServices) {
  return (_request: Request, response: Response): void => {
    const { values, origins } = services.settings.view();
    response.json({ version: services.version, values: withoutSecrets(values), origins });
  };
}
