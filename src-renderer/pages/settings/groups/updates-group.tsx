import { useTranslation } from "react-i18next";
import type { UpdateState } from "../../../../src-shared/contract/index.ts";
import { ActionButton } from "../../../components/action-button.tsx";
import { ProblemNote } from "../../../components/problem-note.tsx";
import { Status, type Tone } from "../../../components/status.tsx";
import { useFormat } from "../../../format/use-format.ts";
import { useMutation } from "../../../query/use-mutation.ts";
import { useClient, useLive } from "../../../live/use-live.tsx";
import { useNow } from "../../../live/use-now.ts";
import { SwitchField } from "../fields.tsx";
import { SettingRow } from "../setting-row.tsx";
import { SettingsSection } from "../settings-search.tsx";

const tones: Record<UpdateState["step"], Tone> = {
  "by-hand": "off",
  current: "good",
  checking: "busy",
  downloading: "busy",
  ready: "attention",
  failed: "attention",
};

export function UpdatesGroup() {
  const { t } = useTranslation();
  const client = useClient();
  const state = useLive((live) => live.updates);
  const version = useLive((live) => live.app.version);
  const check = useMutation(() => client.updates.check());
  const install = useMutation(() => client.updates.install());
  const busy = check.pending || state.step === "checking" || state.step === "downloading";
  const problem = check.problem ?? install.problem ?? (state.step === "failed" ? state.problem : null);
  return (
    <SettingsSection title={t("updates.title")}>
      <SettingRow name={t("updates.running", { version })} hint={<UpdateSentence state={state} />} group>
        {() =>
          state.step === "ready" ? (
            <ActionButton variant="filled" pending={install.pending} onClick={() => void install.run()}>
              {t("updates.install")}
            </ActionButton>
          ) : (
            state.step !== "by-hand" && (
              <ActionButton pending={busy} onClick={() => void check.run()}>
                {t("updates.check")}
              </ActionButton>
            )
          )
        }
      </SettingRow>
      {problem !== null && <ProblemNote problem={problem} />}
      {state.step !== "by-hand" && (
        <SwitchField of="updates.check" name={t("updates.automatic")} hint={t("updates.automaticHint")} />
      )}
    </SettingsSection>
  );
}

function UpdateSentence({ state }: { state: UpdateState }) {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow();
  const sentence = () => {
    switch (state.step) {
      case "by-hand":
        return t("updates.byHand");
      case "current":
        if (state.checkedAt === null) return t("updates.notLooked");
        return t("updates.current", { when: format.ago(state.checkedAt, now) });
      case "checking":
        return t("updates.checking");
      case "downloading":
        return t("updates.downloading", { version: state.version, percent: format.percent(state.percent) });
      case "ready":
        return t("updates.ready", { version: state.version });
      case "failed":
        return t("updates.failed", { when: format.ago(state.checkedAt, now) });
    }
  };
  return <Status tone={tones[state.step]}>{sentence()}</Status>;
}
