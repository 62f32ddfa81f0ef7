import type { GatewayStatus } from "../../../src-shared/contract/index.ts";
import { Status, type Tone } from "../../../src-renderer/components/status.tsx";
import { AccountBody } from "../../../src-renderer/pages/accounts/account-body.tsx";
import { GatewayState } from "../../../src-renderer/pages/overview/gateway-state.tsx";
import { failed, mixedAccounts, running, stopped } from "../../renderer/support/states.ts";
import { Row, Specimen } from "../specimen.tsx";
import { lost } from "../stage.tsx";

const tones: [Tone, string][] = [
  ["good", "Running"],
  ["attention", "Needs a look"],
  ["bad", "Failed"],
  ["off", "Off"],
  ["busy", "Working"],
];

const gateway = (edit: Partial<GatewayStatus>) => running({ gateway: { ...running().gateway, ...edit } });

const gateways: [string, ReturnType<typeof running>][] = [
  ["running", gateway({ activeRequests: 0 })],
  ["running, busy, with a key", gateway({ activeRequests: 3, apiKeyRequired: true })],
  ["stopped", stopped()],
  ["starting", gateway({ state: "starting", startedAt: null, activeRequests: 0 })],
  ["stopping", gateway({ state: "stopping", activeRequests: 0 })],
  ["finishing", gateway({ state: "stopping", activeRequests: 2 })],
  ["failed", failed()],
];

export function Statuses() {
  return (
    <>
      <Row>
        {tones.map(([tone, words]) => (
          <Specimen key={tone} name={tone}>
            <Status tone={tone}>{words}</Status>
          </Specimen>
        ))}
      </Row>
      {gateways.map(([name, state]) => (
        <Specimen key={name} name={`Gateway ${name}`} state={state}>
          <GatewayState />
        </Specimen>
      ))}
      <Specimen name="Gateway, connection lost" connection={lost}>
        <GatewayState />
      </Specimen>
      {mixedAccounts().map((account) => (
        <Specimen key={account.id} name={`Account: ${account.health}${account.active ? ", in use" : ""}`}>
          <AccountBody account={account} problem={null} onSignIn={() => undefined} />
        </Specimen>
      ))}
    </>
  );
}
