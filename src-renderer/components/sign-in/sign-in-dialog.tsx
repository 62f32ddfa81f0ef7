import { Modal } from "@mantine/core";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { SignInState } from "../../../src-shared/contract/index.ts";
import { useClient, useLive } from "../../live/use-live.tsx";
import { useReturnFocus } from "../use-return-focus.ts";
import { BrowserStep } from "./browser-step.tsx";
import { ChooseStep } from "./choose-step.tsx";
import { DeviceStep } from "./device-step.tsx";
import { DoneStep, FailedStep, FinishingStep, LinkedStep } from "./end-steps.tsx";
import { FocusedStep } from "./focused-step.tsx";
import { ImportStep } from "./import-step.tsx";

/**
 * Every way to bring an account in. Shows the one sign-in that may be under way, wherever it was begun;
 * closing ends it.
 */
export function SignInDialog({ accountId, onClose }: { accountId: string | null; onClose: () => void }) {
  const { t } = useTranslation();
  useReturnFocus();
  const client = useClient();
  const state = useLive((live) => live.signIn);
  const [importing, setImporting] = useState(false);
  const [linked, setLinked] = useState<string | null>(null);
  // What an earlier sign-in came to is not news in a dialog that was opened after it.
  const [stale, setStale] = useState<SignInState | null>(isOver(state) ? state : null);
  const shown: SignInState = state === stale ? { step: "idle" } : state;

  const close = () => {
    if (shown.step === "browser" || shown.step === "device") client.signIn.cancel().catch(() => undefined);
    onClose();
  };

  return (
    <Modal
      opened
      onClose={close}
      size={480}
      title={importing ? t("signIn.importTitle") : t(linked === null ? titles[shown.step] : titles.done)}
      closeButtonProps={{ "aria-label": t("common.close") }}
    >
      <FocusedStep key={importing ? "import" : (linked ?? shown.step)}>
        {importing ? (
          <ImportStep onBack={() => setImporting(false)} onClose={onClose} />
        ) : linked === null ? (
          stepOf(shown, {
            accountId,
            choose: () => setStale(state),
            import: () => setImporting(true),
            setLinked,
            close,
          })
        ) : (
          <LinkedStep id={linked} onClose={onClose} />
        )}
      </FocusedStep>
    </Modal>
  );
}

const titles = {
  idle: "signIn.title",
  browser: "signIn.browserTitle",
  device: "signIn.deviceTitle",
  finishing: "signIn.finishing",
  done: "signIn.doneTitle",
  failed: "signIn.failedTitle",
} as const;

interface Ways {
  accountId: string | null;
  choose: () => void;
  import: () => void;
  setLinked: (id: string) => void;
  close: () => void;
}

function stepOf(state: SignInState, ways: Ways): ReactNode {
  switch (state.step) {
    case "idle":
      return <ChooseStep accountId={ways.accountId} onImport={ways.import} onLinked={ways.setLinked} />;
    case "browser":
      return <BrowserStep state={state} />;
    case "device":
      return <DeviceStep state={state} />;
    case "finishing":
      return <FinishingStep />;
    case "done":
      return <DoneStep state={state} onClose={ways.close} />;
    case "failed":
      return <FailedStep problem={state.problem} onRetry={ways.choose} />;
  }
}

function isOver(state: SignInState): boolean {
  return state.step === "done" || state.step === "failed";
}
