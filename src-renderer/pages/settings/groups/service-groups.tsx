import { useTranslation } from "react-i18next";
import type { Settings } from "../../../../src-shared/settings.ts";
import { useLive } from "../../../live/use-live.tsx";
import { ModelChoiceFields } from "../../models/model-choice.tsx";
import { SelectField, SwitchField } from "../fields.tsx";
import { SettingsSection } from "../settings-search.tsx";

const efforts: Settings["models"]["effort"][] = ["model", "low", "medium", "high", "xhigh", "max"];

export function ModelsGroup() {
  const { t } = useTranslation();
  const effort = useLive((state) => state.settings.values.models.effort);
  return (
    <SettingsSection title={t("settings.models")}>
      <ModelChoiceFields />
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
