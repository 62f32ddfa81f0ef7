import { useTranslation } from "react-i18next";
import { codexAddress } from "../../../../src-shared/codex-address.ts";
import { useLive } from "../../../live/use-live.tsx";
import { CodexHomes } from "./codex-homes.tsx";
import { SegmentField, SwitchField, TextField } from "../fields.tsx";
import { SecretField } from "../secret-field.tsx";
import { SettingsSection } from "../settings-search.tsx";

export function CodexGroup() {
  const { t } = useTranslation();
  const mode = useLive((state) => state.settings.values.codex.mode);
  const remote = useLive((state) => state.settings.values.codex.remote);
  return (
    <SettingsSection title={t("settings.codex")}>
      <SegmentField
        of="codex.mode"
        name={t("settings.codexMode")}
        hint={t(`codex.modeHint.${mode}`)}
        choices={[
          { value: "native", label: t("settings.codexNative") },
          { value: "provider", label: t("settings.codexProvider") },
        ]}
      />
      <CodexHomes />
      <TextField
        of="codex.profile"
        name={t("settings.codexProfile")}
        hint={t("settings.codexProfileHint")}
        width={160}
        read={(text) =>
          /^[\w-]{0,64}$/.test(text) ? { value: text || null } : { wrong: t("settings.codexProfileWrong") }
        }
      />
      <TextField
        of="codex.model"
        name={t("settings.codexModel")}
        hint={t("settings.codexModelHint")}
        width={160}
        read={(text) => ({ value: text || null })}
      />
      <TextField
        of="codex.remote"
        name={t("settings.codexRemote")}
        hint={(remote === null ? null : codexAddress(remote)) ?? t("settings.codexRemoteHint")}
        width={220}
        placeholder="http://192.168.1.5:8787"
        read={(text) =>
          text === "" || codexAddress(text) !== null
            ? { value: text || null }
            : { wrong: t("settings.codexRemoteWrong") }
        }
      />
      {remote !== null && (
        <SecretField
          of="codex.remoteKey"
          name={t("settings.codexRemoteKey")}
          hint={t("settings.codexRemoteKeyHint")}
        />
      )}
      <SwitchField
        of="codex.keepOnQuit"
        name={t("settings.keepOnQuit")}
        hint={t("settings.keepOnQuitHint")}
      />
    </SettingsSection>
  );
}
