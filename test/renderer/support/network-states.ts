/** Ways and findings as a test of the network tells them. */
import type { NetworkFinding, NetworkRoute } from "../../../src-shared/contract/index.ts";
import type { Settings } from "../../../src-shared/settings.ts";

export function networkRoute({ proxy, proxyUrl }: Settings["network"]): NetworkRoute {
  if (proxy === "custom" && proxyUrl !== null)
    return { source: "custom", ways: [proxyUrl.replace(/\/\/.*@/, "//…@")], problem: null };
  if (proxy === "system") return { source: "system", ways: ["http://10.0.0.9:8080", null], problem: null };
  return { source: proxy === "none" ? "none" : "environment", ways: [null], problem: null };
}

export const networkFindings: NetworkFinding[] = [
  { name: "Proxy", state: "ok", message: "http://127.0.0.1:3128 (by network.proxyUrl).", advice: "" },
  {
    name: "Proxy 127.0.0.1:3128",
    state: "ok",
    message: "name → 127.0.0.1 1 ms, connected 1 ms",
    advice: "",
  },
  {
    name: "chatgpt.com answers",
    state: "bad",
    message:
      "The certificate of chatgpt.com is not trusted (SELF_SIGNED_CERT_IN_CHAIN): a firewall or virus scanner may be intercepting TLS. If so, set network.caFile to its CA certificate.",
    advice: "switchyard config set network.caFile /path/of/the/ca.pem",
  },
  {
    name: "auth.openai.com answers",
    state: "note",
    message: "Status 503 after 211 ms: trouble on the other side.",
    advice: "Try again in a while.",
  },
  { name: "Clock", state: "ok", message: "Agrees with the servers.", advice: "" },
];
