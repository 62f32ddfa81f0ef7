/**
 * asked, model, served: as the client named it, as the backend was asked for it, as the backend said. provider: by its name. version: of
 * the client, behind its name. route: how images were made.
 */
export const usageDimensions = [
  "account",
  "model",
  "asked",
  "served",
  "provider",
  "endpoint",
  "client",
  "version",
  "project",
  "conversation",
  "agent",
  "protocol",
  "outcome",
  "status",
  "problem",
  "route",
] as const;

export type UsageDimension = (typeof usageDimensions)[number];
