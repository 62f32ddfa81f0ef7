import { useTranslation } from "react-i18next";
import { useLive } from "../../../live/use-live.tsx";
import { SegmentField, TextField } from "../fields.tsx";
import { NetworkTest } from "./network-test.tsx";
import { isProxyAddress, withoutPassword } from "../read-text.ts";
import { SettingsSection } from "../settings-search.tsx";

export function NetworkGroup() {
  const { t } = useTranslation();
  const proxy = useLive((state) => state.settings.values.network.proxy);
  return (
    <SettingsSection title={t("settings.network")}>
      <SegmentField
        of="network.proxy"
        name={t("settings.proxy")}
        hint={t("settings.proxyHint")}
        choices={[
          { value: "none", label: t("settings.proxyNone") },
          { value: "environment", label: t("settings.proxyEnvironment") },
          { value: "system", label: t("settings.proxySystem") },
          { value: "custom", label: t("settings.proxyCustom") },
        ]}
      />
      {proxy === "custom" && (
        <TextField
          of="network.proxyUrl"
          name={t("settings.proxyUrl")}
          hint={t("settings.proxyUrlHint")}
          width={260}
          placeholder="http://127.0.0.1:3128"
          shown={withoutPassword}
          read={(text) => {
            if (text === "") return { value: null };
            return isProxyAddress(text) ? { value: text } : { wrong: t("settings.invalidProxy") };
          }}
        />
      )}
      {proxy !== "none" && (
        <TextField
          of="network.noProxy"
          name={t("settings.noProxy")}
          hint={t("settings.noProxyHint")}
          width={260}
          placeholder="example.com, 10.0.0.0/8"
          read={(text) => ({ value: text })}
        />
      )}
      <TextField
        of="network.caFile"
        name={t("settings.caFile")}
        hint={t("settings.caFileHint")}
        width={260}
        placeholder="/path/to/ca.pem"
        read={(text) => ({ value: text === "" ? null : text })}
      />
      <NetworkTest />
    </SettingsSection>
  );
}
