import { useTranslation } from "react-i18next";
import { useProblemText } from "../../../format/problem-text.ts";
import { useLive } from "../../../live/use-live.tsx";
import { SelectField, SwitchField, TextField } from "../fields.tsx";
import { ResetAll } from "../reset-all.tsx";
import { isVersion, wholeNumber } from "../read-text.ts";
import { SecretField } from "../secret-field.tsx";
import { SettingsSection } from "../settings-search.tsx";

const levels = ["debug", "info", "warn", "error", "silent"];

/** What most people never touch. */
export function AdvancedGroup() {
  const { t } = useTranslation();
  const problemText = useProblemText();
  const ollamaPort = useLive((live) => live.gateway.ollamaPort) ?? null;
  const inTheWay = ollamaPort === "open" ? null : ollamaPort;
  const readSize = (text: string) => {
    const value = wholeNumber(text, 1, 1024);
    return value === null ? { wrong: t("settings.invalidNumber", { least: 1, most: 1024 }) } : { value };
  };
  return (
    <SettingsSection title={t("settings.advanced")}>
      <SecretField
        of="gateway.platformKey"
        name={t("settings.platformKey")}
        hint={t("settings.platformKeyHint")}
      />
      <SwitchField of="gateway.websocket" name={t("settings.websocket")} hint={t("settings.websocketHint")} />
      <SwitchField
        of="gateway.ollamaPort"
        name={t("settings.ollamaPort")}
        hint={inTheWay ? problemText(inTheWay).message : t("settings.ollamaPortHint")}
      />
      <TextField
        of="gateway.bodyLimitMb"
        name={t("settings.bodyLimit")}
        hint={t("settings.bodyLimitHint")}
        width={88}
        read={readSize}
      />
      <TextField
        of="network.clientVersion"
        name={t("settings.clientVersion")}
        hint={t("settings.clientVersionHint")}
        width={104}
        read={(text) => (isVersion(text) ? { value: text } : { wrong: t("settings.invalidVersion") })}
      />
      <SelectField
        of="log.level"
        name={t("settings.logLevel")}
        hint={t("settings.logLevelHint")}
        choices={levels.map((level) => ({ value: level, label: level }))}
      />
      <SelectField
        of="log.mode"
        name={t("settings.logMode")}
        hint={t("settings.logModeHint")}
        choices={(["summary", "debug"] as const).map((mode) => ({
          value: mode,
          label: t(`settings.logModes.${mode}`),
        }))}
      />
      <SwitchField
        of="data.recordRequests"
        name={t("settings.recordRequests")}
        hint={t("settings.recordRequestsHint")}
      />
      <ResetAll />
    </SettingsSection>
  );
}
