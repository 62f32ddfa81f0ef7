/** Codex pointed at the gateway for one run. */

/**
 * Values of `-c` (oauth 1.11): Codex's built-in provider at another address. That one cannot send a key of the gateway
 * and asks for a sign-in where there is none; then it is a provider of its own, with the key in a variable, which
 * other people's `ps` does not show. `root`: the gateway's address without a path.
 */
export function codexOverrides({
  root,
  apiKey,
  signedIn,
}: {
  root: string;
  apiKey: string | null;
  /** Codex has a login of its own. */
  signedIn: boolean;
}): { overrides: string[]; variables: Record<string, string> } {
  const address = JSON.stringify(`${root}/codex/v1`);
  if (apiKey === null && signedIn)
    return { overrides: ['model_provider="openai"', `openai_base_url=${address}`], variables: {} };
  const table = "model_providers.switchyard";
  return {
    overrides: [
      'model_provider="switchyard"',
      `${table}.name="Switchyard"`,
      `${table}.base_url=${address}`,
      `${table}.wire_api="responses"`,
      apiKey === null
        ? `${table}.experimental_bearer_token="local"`
        : `${table}.env_key="SWITCHYARD_API_KEY"`,
    ],
    variables: apiKey === null ? {} : { SWITCHYARD_API_KEY: apiKey },
  };
}
