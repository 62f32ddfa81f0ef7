import { CodexRow } from "../../../src-renderer/components/codex/codex-row.tsx";
import type { CodexView, LiveState } from "../../../src-shared/contract/index.ts";
import {
  appliedLogin,
  codexDrift,
  codexHomes,
  codexOff,
  codexOn,
  codexProven,
  codexUnreadable,
  keyringLogin,
  openPrograms,
} from "../../renderer/support/codex-states.ts";
import { running, stopped } from "../../renderer/support/states.ts";
import { Specimen } from "../specimen.tsx";

/** The person wants it on. */
function wished(state: LiveState): LiveState {
  const { values } = state.settings;
  const codex = { ...values.codex, enabled: true };
  return { ...state, settings: { ...state.settings, values: { ...values, codex } } };
}

const views: [string, CodexView][] = [
  ["off", codexOff],
  ["on, no request yet", codexOn],
  ["on, with its proof", codexProven(12_000)],
  ["others changed it", codexDrift],
  ["file unreadable", codexUnreadable],
  ["several homes, and a profile that leads past", codexHomes],
  ["a login that was given to it", { ...codexProven(150_000), login: appliedLogin }],
  ["its login is in the keyring", { ...codexOff, login: keyringLogin }],
];

export function Codex() {
  return (
    <>
      {views.map(([name, codex]) => (
        <Specimen key={name} name={`Codex: ${name}`} state={running({ codex })}>
          <CodexRow />
        </Specimen>
      ))}
      <Specimen name="Codex: comes on with the gateway" state={wished(stopped())}>
        <CodexRow />
      </Specimen>
      <Specimen name="Codex: could not be switched" state={wished(running())}>
        <CodexRow />
      </Specimen>
      <Specimen
        name="Codex: open, and nothing comes from it"
        state={running({ codex: codexOn })}
        prepare={(fake) => fake.run(openPrograms)}
      >
        <CodexRow />
      </Specimen>
    </>
  );
}
