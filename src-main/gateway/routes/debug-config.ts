/** GET /debug/config: the settings in force and where each came from; secrets as "set" or null. */
import type { Request, Response } from "express";
import type { GatewayServices } from "../app.ts";

export function debugConfig(services: GatewayServices) {
  return (_request: Request, response: Response): void => {
    const { values, origins } = services.settings.view();
    const { apiKey, ...gateway } = values.gateway;
    const { proxyUrl, ...network } = values.network;
    response.json({
      version: services.version,
      values: {
        ...values,
        gateway: { ...gateway, apiKey: apiKey === null ? null : "set" },
        network: { ...network, proxyUrl: proxyUrl === null ? null : withoutPassword(proxyUrl) },
      },
      origins,
    });
  };
}

function withoutPassword(address: string): string {
  return address.replace(/\/\/[^@/]*@/, "//…@");
}
