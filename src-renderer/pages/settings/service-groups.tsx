import { useTranslation } from "react-i18next";
import type { Settings } from "../../../src-shared/settings.ts";
import { useLive } from "../../live/use-live.tsx";
import { SelectField, SwitchField } from "./fields.tsx";
import { SettingsSection } from "./settings-search.tsx";

const efforts: Settings["models"]["effort"][] = ["model", "low", "medium", "high", "xhigh", "max"];

export function ModelsGroup() {
  const { t } = useTranslation();
  const models = useLive((state) => state.models.models);
  const effort = useLive((state) => state.settings.values.models.effort);
  const choices = models
    .filter((model) => model.listed)
    .map((model) => ({ value: model.id, label: model.id }));
  return (
    <SettingsSection title={t("settings.models")}>
      <SelectField
        of="models.default"
        name={t("settings.modelDefault")}
        hint={t("settings.modelDefaultHint")}
        choices={choices}
      />
      <SelectField
        of="models.fallback"
        name={t("settings.modelFallback")}
        hint={t("settings.modelFallbackHint")}
        choices={choices}
      />
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
