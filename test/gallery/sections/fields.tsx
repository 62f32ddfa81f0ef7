import { ModeChoice } from "../../../src-renderer/components/codex/mode-choice.tsx";
import { GatewayGroup } from "../../../src-renderer/pages/settings/groups/gateway-group.tsx";
import { NetworkGroup } from "../../../src-renderer/pages/settings/groups/network-group.tsx";
import { ModelChoiceFields } from "../../../src-renderer/pages/models/model-choice.tsx";
import { configured, running } from "../../renderer/support/states.ts";
import { Specimen } from "../specimen.tsx";
import { lost } from "../stage.tsx";

export function Fields() {
  return (
    <>
      <Specimen name="Settings as shipped" state={running()}>
        <GatewayGroup />
      </Specimen>
      <Specimen name="Settings that were changed" state={configured()}>
        <GatewayGroup />
        <NetworkGroup />
      </Specimen>
      <Specimen name="One that the environment decides" state={configured()}>
        <ModelChoiceFields />
      </Specimen>
      <Specimen name="Connection lost" state={configured()} connection={lost}>
        <GatewayGroup />
      </Specimen>
      <Specimen name="A choice with words">
        <ModeChoice mode="native" onChoose={() => undefined} />
      </Specimen>
    </>
  );
}
