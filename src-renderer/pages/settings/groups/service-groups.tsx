import { useTranslation } from "react-i18next";
import type { Settings } from "../../../../src-shared/settings.ts";
import { useLive } from "../../../live/use-live.tsx";
import { ModelChoiceFields } from "../../models/model-choice.tsx";
import { SelectField, SwitchField, TextField } from "../fields.tsx";
import { wholeNumber } from "../read-text.ts";
import { SettingsSection } from "../settings-search.tsx";

const [leastTokens, mostTokens] = [1000, 10_000_000];
const efforts: Settings["models"]["effort"][] = ["model", "low", "medium", "high", "xhigh", "max"];

export function ModelsGroup() {
  const { t } = useTranslation();
  const effort = useLive((state) => state.settings.values.models.effort);
  const readTokens = (text: string) => {
    const value = wholeNumber(text, leastTokens, mostTokens);
    const wrong = t("settings.invalidNumber", { least: leastTokens, most: mostTokens });
    return value === null ? { wrong } : { value };
  };
  return (
    <SettingsSection title={t("settings.models")}>
      <ModelChoiceFields />
      <SwitchField
        of="models.followCodex"
        name={t("settings.followCodex")}
        hint={t("settings.followCodexHint")}
      />
      {(["contextWindow", "compactAt"] as const).map((size) => (
        <TextField
          key={size}
          of={`models.${size}`}
          name={t(`settings.${size}`)}
          hint={t(`settings.${size}Hint`)}
          width={104}
          read={(text) => (text === "" ? { value: null } : readTokens(text))}
        />
      ))}
      <SelectField
        of="models.effort"
        name={t("settings.effort")}
        hint={t("settings.effortHint")}
        choices={efforts.map((value) => ({
          value,
          label: value === "model" ? t("settings.effortModel") : value,
        }))}
      />
      {effort !== "model" && (
        <SwitchField
          of="models.forceEffort"
          name={t("settings.forceEffort")}
          hint={t("settings.forceEffortHint")}
        />
      )}
      <SwitchField of="models.webSearch" name={t("settings.webSearch")} hint={t("settings.webSearchHint")} />
      <SwitchField
        of="models.chatImages"
        name={t("settings.chatImages")}
        hint={t("settings.chatImagesHint")}
      />
    </SettingsSection>
  );
}
