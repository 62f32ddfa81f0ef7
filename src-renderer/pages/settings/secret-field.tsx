import { TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ActionButton } from "../../components/action-button.tsx";
import classes from "./api-key-field.module.css";
import { SettingRow } from "./setting-row.tsx";
import { useSetting, type SettingOf } from "./setting.ts";

const shortest = 8;

interface Properties {
  of: SettingOf<string | null>;
  name: string;
  hint: string;
}

/** A key of the person's own: once it is set it is told, never shown. */
export function SecretField({ of, name, hint }: Properties) {
  const { t } = useTranslation();
  const setting = useSetting(of);
  const [draft, setDraft] = useState("");
  const [wrong, setWrong] = useState<string | null>(null);

  const save = async () => {
    const key = draft.trim();
    if (key.length < shortest) return setWrong(t("settings.invalidSecret", { least: shortest }));
    setWrong(null);
    if (await setting.save.run(key)) setDraft("");
  };

  return (
    <SettingRow name={name} group hint={hint} setting={{ ...setting, changed: false }} invalid={wrong}>
      {({ describedBy }) =>
        setting.value === null ? (
          <form
            className={classes.key}
            onSubmit={(event) => {
              event.preventDefault();
              void save();
            }}
          >
            <TextInput
              type="password"
              aria-label={name}
              aria-describedby={describedBy}
              aria-invalid={wrong !== null}
              w={180}
              autoComplete="off"
              placeholder={t("settings.secretPlaceholder")}
              value={draft}
              disabled={setting.disabled}
              onChange={(event) => setDraft(event.currentTarget.value)}
            />
            <ActionButton
              type="submit"
              pending={setting.save.pending}
              disabled={setting.disabled || draft.trim() === ""}
            >
              {t("common.save")}
            </ActionButton>
          </form>
        ) : (
          <div className={classes.key}>
            <span className={classes.none}>{t("settings.secretSet")}</span>
            <ActionButton
              aria-label={t("settings.secretRemoveLabel", { name })}
              aria-describedby={describedBy}
              pending={setting.save.pending}
              disabled={setting.disabled}
              onClick={() => void setting.save.run(null)}
            >
              {t("settings.secretRemove")}
            </ActionButton>
          </div>
        )
      }
    </SettingRow>
  );
}
