/** What a switch that no journal knows of has left in config.toml, recognised by what only Switchyard writes: pure. */
import { ownComment, providerId, providerKeys, providerTable, type Takeover } from "./takeover-plan.ts";
import { openToml } from "./toml-document.ts";

/** As a takeover that displaced nothing, so that undoing it removes exactly our keys; null when there is none. */
export function orphanIn(text: string): Takeover | null {
  let document;
  try {
    document = openToml(text);
  } catch {
    return null;
  }
  const provider = document.tableValues(providerTable);
  const ownProvider = provider !== null && provider["name"] === "Switchyard" && isOurs(provider["base_url"]);
  const address = document.get(["openai_base_url"]);
  // An address alone may have been written by hand.
  const native = address !== null && isOurs(address.value) && text.includes(ownComment);
  if (!ownProvider && !native) return null;
  const chosen = document.get(["model_provider"]);
  const ids = [...(ownProvider ? [providerId] : []), ...(native ? ["openai"] : [])];
  const keys = [
    ...(native ? [{ path: ["openai_base_url"], own: address.raw, displaced: null }] : []),
    ...(chosen !== null && ids.includes(String(chosen.value))
      ? [{ path: ["model_provider"], own: chosen.raw, displaced: null }]
      : []),
  ];
  return {
    mode: ownProvider ? "provider" : "native",
    baseUrl: String(ownProvider ? provider["base_url"] : address?.value),
    keys,
    block: ownProvider
      ? `[${providerTable.join(".")}]\n${providerKeys.map((key) => `${key} = 0\n`).join("")}`
      : null,
    created: false,
  };
}

function isOurs(address: unknown): boolean {
  return typeof address === "string" && address.endsWith("/codex/v1");
}
