import { useTranslation } from "react-i18next";
import { ActionButton } from "../../components/action-button.tsx";
import { CopyButton } from "../../components/copy-button.tsx";
import classes from "./api-key-field.module.css";
import { createApiKey } from "./create-api-key.ts";
import { SettingRow } from "./setting-row.tsx";
import { useSetting } from "./setting.ts";

/** The key is created here, copied, and never shown: what is on the screen is seen by others. */
export function ApiKeyField() {
  const { t } = useTranslation();
  const setting = useSetting("gateway.apiKey");
  const key = typeof setting.value === "string" ? setting.value : null;
  return (
    <SettingRow
      name={t("settings.apiKey")}
      group
      hint={t("settings.apiKeyHint")}
      setting={{ ...setting, changed: false }}
    >
      {({ describedBy }) => (
        <div className={classes.key}>
          {key === null ? (
            <>
              <span className={classes.none}>{t("settings.apiKeyNone")}</span>
              <ActionButton
                aria-describedby={describedBy}
                pending={setting.save.pending}
                disabled={setting.disabled}
                onClick={() => void setting.save.run(createApiKey())}
              >
                {t("settings.apiKeyCreate")}
              </ActionButton>
            </>
          ) : (
            <>
              <CopyButton text={key} label={t("settings.apiKeyCopy")} />
              <ActionButton
                aria-describedby={describedBy}
                pending={setting.save.pending}
                disabled={setting.disabled}
                onClick={() => void setting.save.run(null)}
              >
                {t("settings.apiKeyRemove")}
              </ActionButton>
            </>
          )}
        </div>
      )}
    </SettingRow>
  );
}
