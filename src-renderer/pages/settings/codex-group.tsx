import { useTranslation } from "react-i18next";
import { Section } from "../../components/page.tsx";
import { useLive } from "../../live/use-live.tsx";
import { CodexHomes } from "./codex-homes.tsx";
import { SegmentField, SwitchField, TextField } from "./fields.tsx";

export function CodexGroup() {
  const { t } = useTranslation();
  const mode = useLive((state) => state.settings.values.codex.mode);
  return (
    <Section title={t("settings.codex")}>
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
      <SwitchField
        of="codex.keepOnQuit"
        name={t("settings.keepOnQuit")}
        hint={t("settings.keepOnQuitHint")}
      />
    </Section>
  );
}
