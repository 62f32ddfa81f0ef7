/** The four kinds of control a setting can have. All of them save on change. */
import { NativeSelect, SegmentedControl, Switch, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { SettingRow } from "./setting-row.tsx";
import type { SettingKey } from "../../../src-shared/settings.ts";
import { useSetting, type SettingOf, type SettingValue } from "./setting.ts";

interface FieldProperties<Key extends SettingKey> {
  of: Key;
  name: string;
  hint?: string;
}

export function SwitchField({ of, name, hint }: FieldProperties<SettingOf<boolean>>) {
  const { t } = useTranslation();
  const setting = useSetting(of);
  const wordsOf = (value: SettingValue) => (value === true ? t("settings.on") : t("settings.off"));
  return (
    <SettingRow name={name} hint={hint} setting={setting} wordsOf={wordsOf}>
      {({ id, describedBy }) => (
        <Switch
          id={id}
          aria-describedby={describedBy}
          checked={setting.value === true}
          disabled={setting.disabled}
          onChange={(event) => void setting.save.run(event.currentTarget.checked)}
        />
      )}
    </SettingRow>
  );
}

interface Choice {
  value: string;
  label: string;
}

/** A value as its choice names it. */
const wordsIn = (choices: Choice[]) => (value: SettingValue) =>
  choices.find((choice) => choice.value === value)?.label ?? String(value);

const labelsOf = (choices: Choice[]) => choices.map(({ label }) => label);

type ChoiceProperties = FieldProperties<SettingOf<string>> & { choices: Choice[] };

/** For two to four short choices. */
export function SegmentField({ of, name, hint, choices }: ChoiceProperties) {
  const setting = useSetting(of);
  return (
    <SettingRow
      name={name}
      hint={hint}
      setting={setting}
      group
      also={labelsOf(choices)}
      wordsOf={wordsIn(choices)}
    >
      {({ describedBy }) => (
        <SegmentedControl
          aria-label={name}
          aria-describedby={describedBy}
          data={choices}
          value={String(setting.value)}
          disabled={setting.disabled}
          onChange={(value) => void setting.save.run(value)}
        />
      )}
    </SettingRow>
  );
}

/** For a longer list. A value that is not in it is shown all the same. */
export function SelectField({ of, name, hint, choices }: ChoiceProperties) {
  const setting = useSetting(of);
  const value = String(setting.value);
  const known = choices.some((choice) => choice.value === value);
  return (
    <SettingRow name={name} hint={hint} setting={setting} also={labelsOf(choices)} wordsOf={wordsIn(choices)}>
      {({ id, describedBy }) => (
        <NativeSelect
          id={id}
          aria-describedby={describedBy}
          data={known ? choices : [{ value, label: value }, ...choices]}
          value={value}
          disabled={setting.disabled}
          onChange={(event) => void setting.save.run(event.currentTarget.value)}
        />
      )}
    </SettingRow>
  );
}

interface TextProperties extends FieldProperties<SettingOf<string | number | null>> {
  width: number;
  /** @returns the value to save, or what is wrong with the text */
  read: (text: string) => { value: SettingValue } | { wrong: string };
  placeholder?: string;
  /** The saved text while nobody is at it. */
  shown?: (stored: string) => string;
}

/** Saves when the field is left or Enter is pressed; Escape brings the saved value back. */
export function TextField({ of, name, hint, width, read, placeholder, shown }: TextProperties) {
  const setting = useSetting(of);
  const [draft, setDraft] = useState<string | null>(null);
  const [wrong, setWrong] = useState<string | null>(null);
  const stored = setting.value === null ? "" : String(setting.value);

  const forget = () => {
    setDraft(null);
    setWrong(null);
  };

  const commit = async () => {
    if (draft === null) return;
    if (draft.trim() === stored) return forget();
    const result = read(draft.trim());
    if ("wrong" in result) return setWrong(result.wrong);
    setWrong(null);
    if (await setting.save.run(result.value)) setDraft(null);
  };

  return (
    <SettingRow name={name} hint={hint} setting={setting} invalid={wrong} wordsOf={String}>
      {({ id, describedBy }) => (
        <TextInput
          id={id}
          aria-describedby={describedBy}
          aria-invalid={wrong !== null || setting.save.problem !== null}
          w={width}
          spellCheck={false}
          autoComplete="off"
          placeholder={placeholder}
          value={draft ?? shown?.(stored) ?? stored}
          disabled={setting.disabled}
          onFocus={() => setDraft((typed) => typed ?? (shown === undefined ? null : stored))}
          onChange={(event) => setDraft(event.currentTarget.value)}
          onBlur={() => void commit()}
          onKeyDown={(event) => {
            if (event.key === "Enter") void commit();
            if (event.key === "Escape") forget();
          }}
        />
      )}
    </SettingRow>
  );
}
