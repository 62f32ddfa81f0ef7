import { useTranslation } from "react-i18next";
import { Section } from "../../components/page.tsx";
import { useLive } from "../../live/use-live.tsx";
import { SegmentField, SelectField, TextField } from "./fields.tsx";
import { isProxyAddress } from "./read-text.ts";

export function ModelsGroup() {
  const { t } = useTranslation();
  const models = useLive((state) => state.models.models);
  const choices = models
    .filter((model) => model.listed)
    .map((model) => ({ value: model.id, label: model.id }));
  return (
    <Section title={t("settings.models")}>
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
    </Section>
  );
}

export function NetworkGroup() {
  const { t } = useTranslation();
  const custom = useLive((state) => state.settings.values.network.proxy === "custom");
  return (
    <Section title={t("settings.network")}>
      <SegmentField
        of="network.proxy"
        name={t("settings.proxy")}
        hint={t("settings.proxyHint")}
        choices={[
          { value: "environment", label: t("settings.proxyEnvironment") },
          { value: "none", label: t("settings.proxyNone") },
          { value: "custom", label: t("settings.proxyCustom") },
        ]}
      />
      {custom && (
        <TextField
          of="network.proxyUrl"
          name={t("settings.proxyUrl")}
          hint={t("settings.proxyUrlHint")}
          width={220}
          placeholder="http://127.0.0.1:3128"
          read={(text) => {
            if (text === "") return { value: null };
            return isProxyAddress(text) ? { value: text } : { wrong: t("settings.invalidProxy") };
          }}
        />
      )}
    </Section>
  );
}
