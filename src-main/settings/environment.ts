/** Settings out of environment variables; they beat the file. */

export type Tree = Record<string, Record<string, unknown>>;

const variables: Record<string, string> = {
  SWITCHYARD_HOST: "gateway.host",
  SWITCHYARD_PORT: "gateway.port",
  SWITCHYARD_CONSOLE_PORT: "gateway.consolePort",
  SWITCHYARD_API_KEY: "gateway.apiKey",
  SWITCHYARD_PLATFORM_KEY: "gateway.platformKey",
  SWITCHYARD_MODEL: "models.default",
  SWITCHYARD_MODEL_FALLBACK: "models.fallback",
  SWITCHYARD_PROXY: "network.proxyUrl",
  SWITCHYARD_NO_PROXY: "network.noProxy",
  SWITCHYARD_CA_FILE: "network.caFile",
  SWITCHYARD_LOG_LEVEL: "log.level",
};

/** By section and key. What is no number stays text, for the schema to refuse. */
export function readEnvironment(env: NodeJS.ProcessEnv): Tree {
  const tree: Tree = {};
  for (const [variable, dotted] of Object.entries(variables)) {
    const text = env[variable];
    if (text === undefined || text === "") continue;
    const [section = "", key = ""] = dotted.split(".");
    (tree[section] ??= {})[key] = /port$/i.test(key) && /^\d+$/.test(text) ? Number(text) : text;
  }
  const network = tree["network"];
  const way = network?.["proxyUrl"];
  if (network === undefined || way === undefined) return tree;
  // Not an address, but one of the other ways.
  if (way === "none" || way === "system" || way === "environment") {
    delete network["proxyUrl"];
    network["proxy"] = way;
  } else network["proxy"] = "custom";
  return tree;
}

/** The variable that sets a dotted key, for words about it. */
export function variableOf(dotted: string): string {
  return Object.keys(variables).find((name) => variables[name] === dotted) ?? dotted;
}
