import { useTranslation } from "react-i18next";
import type { Settings } from "../../../../src-shared/settings.ts";
import { useLive } from "../../../live/use-live.tsx";
import { SegmentField, SelectField, SwitchField } from "../fields.tsx";
import { SettingsSection } from "../settings-search.tsx";

const numbers: Settings["desktop"]["trayNumber"][] = ["none", "tightest", "5h", "week"];

export function DesktopGroup() {
  const { t } = useTranslation();
  const can = useLive((state) => state.app.can);
  const sealed = useLive((state) => state.app.tokensSealed);
  return (
    <SettingsSection title={t("settings.desktop")}>
      <SegmentField
        of="desktop.theme"
        name={t("settings.theme")}
        choices={[
          { value: "system", label: t("settings.themeSystem") },
          { value: "light", label: t("settings.themeLight") },
          { value: "dark", label: t("settings.themeDark") },
        ]}
      />
      <SegmentField
        of="desktop.language"
        name={t("settings.language")}
        choices={[
          { value: "system", label: t("settings.languageSystem") },
          // A language is named in itself, so that it can be found by who reads only that one.
          { value: "en", label: "English" },
          { value: "zh", label: "中文" },
        ]}
      />
      <SwitchField
        of="desktop.maskEmails"
        name={t("settings.maskEmails")}
        hint={t("settings.maskEmailsHint")}
      />
      <SwitchField
        of="desktop.firstSteps"
        name={t("settings.firstSteps")}
        hint={t("settings.firstStepsHint")}
      />
      {can.startAtLogin && (
        <SwitchField
          of="desktop.startAtLogin"
          name={t("settings.startAtLogin")}
          hint={t("settings.startAtLoginHint")}
        />
      )}
      {/* The number and the notices are the tray's, which only the desktop has. */}
      {can.quit && (
        <>
          <SelectField
            of="desktop.trayNumber"
            name={t("settings.trayNumber")}
            hint={t("settings.trayNumberHint")}
            choices={numbers.map((value) => ({ value, label: t(`settings.trayNumbers.${value}`) }))}
          />
          <SwitchField of="desktop.notifyLimit" name={t("settings.notifyLimit")} />
          <SwitchField of="desktop.notifySwitch" name={t("settings.notifySwitch")} />
          <SwitchField of="desktop.notifySignIn" name={t("settings.notifySignIn")} />
          <SwitchField of="desktop.notifyReset" name={t("settings.notifyReset")} />
          <SwitchField of="desktop.notifyStopped" name={t("settings.notifyStopped")} />
        </>
      )}
      <SwitchField
        of="desktop.sealTokens"
        name={t("settings.sealTokens")}
        hint={sealed ? t("settings.sealedNow") : t("settings.notSealedNow")}
      />
    </SettingsSection>
  );
}
