import { TrialAnswer } from "../../../src-renderer/components/trial/trial-answer.tsx";
import { TrialButton } from "../../../src-renderer/components/trial/trial-button.tsx";
import { TrialForm } from "../../../src-renderer/components/trial/trial-form.tsx";
import type { TrialState } from "../../../src-renderer/components/trial/use-trial.ts";
import { request, stopped } from "../../renderer/support/states.ts";
import { Specimen } from "../specimen.tsx";

const states: [string, TrialState][] = [
  ["waiting", { step: "running", text: "" }],
  ["answering", { step: "running", text: "A railway switch guides trains from one track" }],
  [
    "answered",
    {
      step: "ended",
      text: "A railway switch guides trains from one track to another.",
      problem: null,
      row: request(1),
    },
  ],
  [
    "failed",
    {
      step: "ended",
      text: "",
      row: null,
      problem: {
        code: "usage_limit_reached",
        message: "The 5-hour limit of every account is used up.",
        advice: "The first one resets in 1 h 18 min.",
      },
    },
  ],
];

export function Trials() {
  return (
    <>
      <Specimen name="A question">
        <TrialForm choice />
      </Specimen>
      <Specimen name="A question, gateway stopped" state={stopped()}>
        <TrialForm />
      </Specimen>
      <Specimen name="A tool's test">
        <TrialButton way="messages" name="Claude Code" />
      </Specimen>
      {states.map(([name, state]) => (
        <Specimen key={name} name={`The answer: ${name}`}>
          <TrialAnswer state={state} />
        </Specimen>
      ))}
    </>
  );
}
