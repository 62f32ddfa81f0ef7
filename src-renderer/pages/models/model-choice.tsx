import { useTranslation } from "react-i18next";
import { Section } from "../../components/page/page.tsx";
import { useLive } from "../../live/use-live.tsx";
import { SelectField } from "../settings/fields.tsx";

/** Which model is used where a request names none, or one that is not known. The settings have it too. */
export function ModelChoice({ title }: { title: string }) {
  return (
    <Section title={title}>
      <ModelChoiceFields />
    </Section>
  );
}

export function ModelChoiceFields() {
  const { t } = useTranslation();
  const models = useLive((state) => state.models.models);
  const choices = models
    .filter((model) => model.listed)
    .map((model) => ({ value: model.id, label: model.id }));
  return (
    <>
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
    </>
  );
}
