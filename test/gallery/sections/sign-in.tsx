import {
  DoneStep,
  FailedStep,
  FinishingStep,
  LinkedStep,
} from "../../../src-renderer/components/sign-in/end-steps.tsx";
import { ImportPreviewStep } from "../../../src-renderer/components/sign-in/import-preview.tsx";
import { ImportReport } from "../../../src-renderer/components/sign-in/import-report.tsx";
import { ImportStep } from "../../../src-renderer/components/sign-in/import-step.tsx";
import type { Mutation } from "../../../src-renderer/query/use-mutation.ts";
import { importPreview, importResult } from "../../renderer/support/import-states.ts";
import { Specimen } from "../specimen.tsx";

const nothing = () => undefined;
const idle: Mutation<[]> = { run: async () => true, pending: false, problem: null, clear: nothing };
const changed: Mutation<[]> = {
  ...idle,
  problem: {
    code: "import_changed",
    message: "The accounts changed since you looked.",
    advice: "Look at what it would do now.",
  },
};

/** Steps of the dialog that are reached by what is done in it, or in a browser. */
export function SignIn() {
  const { entries } = importPreview;
  const preview = { entries, onLookAgain: nothing, onBack: nothing };
  return (
    <>
      <Specimen name="Finishing">
        <FinishingStep />
      </Specimen>
      <Specimen name="Done">
        <DoneStep state={{ step: "done", accountId: "work", renewed: false }} onClose={nothing} />
      </Specimen>
      <Specimen name="Linked">
        <LinkedStep id="work" onClose={nothing} />
      </Specimen>
      <Specimen name="Failed">
        <FailedStep
          onRetry={nothing}
          problem={{
            code: "sign_in_denied",
            message: "OpenAI refused the sign-in: the workspace does not allow Codex.",
            advice: "Choose another workspace, or ask its administrator.",
          }}
        />
      </Specimen>
      <Specimen name="Import: files or text">
        <ImportStep onBack={nothing} onClose={nothing} />
      </Specimen>
      <Specimen name="Import: what it will do">
        <ImportPreviewStep {...preview} take={idle} />
      </Specimen>
      <Specimen name="Import: meanwhile changed">
        <ImportPreviewStep {...preview} entries={entries.slice(0, 1)} take={changed} />
      </Specimen>
      <Specimen name="Import: done">
        <ImportReport result={importResult} onClose={nothing} />
      </Specimen>
    </>
  );
}
