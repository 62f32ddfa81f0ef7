import { ActionIcon } from "@mantine/core";
import type { TFunction } from "i18next";
import { useEffect, useId, useRef, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { ResetIcon } from "../../components/icons.tsx";
import { useProblemText } from "../../format/problem-text.ts";
import classes from "./setting-row.module.css";
import { useFound } from "./settings-search.tsx";
import { keywordsOf } from "./setting-keywords.ts";
import type { Setting, SettingValue } from "./setting.ts";

interface FieldIds {
  id: string;
  describedBy: string;
}

interface Properties {
  name: string;
  hint?: ReactNode;
  setting?: Setting;
  /** What is wrong with what was typed, before it is sent. */
  invalid?: string | null;
  /** The shipped value as the control would show it; one that is nothing needs no words. */
  wordsOf?: (value: NonNullable<SettingValue>) => string;
  /** What else it is found by: the names of its choices. */
  also?: readonly string[];
  /** Several controls, each with a name of its own. */
  group?: boolean;
  children: (ids: FieldIds) => ReactNode;
}

/** Name and hint on the left, the control on the right; below it what is wrong. Keeps its height. */
export function SettingRow({
  name,
  hint,
  setting,
  invalid = null,
  group = false,
  also = [],
  wordsOf,
  children,
}: Properties) {
  const { t } = useTranslation();
  const problemText = useProblemText();
  const id = useId();
  const describedBy = `${id}-hint`;
  const problem = setting?.save.problem ?? setting?.reset.problem ?? null;
  const error = invalid ?? (problem === null ? null : problemText(problem).message);
  const saved = useSavedFlash(setting);
  const found = useFound([name, hint, setting?.key, setting?.lockedBy, keywordsOf(setting?.key), ...also]);
  const note = noteOf(setting, t) ?? hint;

  const shipped = wordsOf === undefined || setting === undefined ? null : shippedWords(setting, wordsOf, t);

  if (!found) return null;
  return (
    <div className={classes.row} data-setting>
      <div className={classes.words}>
        <div className={classes.name}>
          {group ? <span>{name}</span> : <label htmlFor={id}>{name}</label>}
          {setting?.changed === true && <span className={classes.changed}>{t("settings.changed")}</span>}
          {shipped !== null && (
            <span className={classes.changed}>{t("settings.shipped", { value: shipped })}</span>
          )}
        </div>
        <p id={describedBy} className={classes.hint}>
          {error === null ? (
            note
          ) : (
            <span className={classes.error} role="alert">
              {error}
            </span>
          )}
        </p>
      </div>
      <div className={classes.control}>
        <output className={classes.saved}>{saved && t("settings.saved")}</output>
        {setting?.changed === true && (
          <ActionIcon
            aria-label={t("settings.resetLabel", { name })}
            title={t("settings.reset")}
            disabled={setting.disabled}
            onClick={() => void setting.reset.run()}
          >
            <ResetIcon />
          </ActionIcon>
        )}
        {children({ id, describedBy })}
      </div>
    </div>
  );
}

/** The default in words, where something else holds. */
function shippedWords(
  { value, shipped }: Setting,
  wordsOf: (value: NonNullable<SettingValue>) => string,
  t: TFunction,
): string | null {
  if (value === shipped) return null;
  return shipped === null || shipped === "" ? t("settings.shippedNothing") : wordsOf(shipped);
}

/** True for a moment after the value was stored. */
function useSavedFlash(setting: Setting | undefined): boolean {
  const pending = setting?.save.pending === true || setting?.reset.pending === true;
  const problem = setting?.save.problem ?? setting?.reset.problem ?? null;
  const wasPending = useRef(false);
  const [saved, setSaved] = useState(false);
  useEffect(() => {
    const finished = wasPending.current && !pending;
    wasPending.current = pending;
    if (!finished || problem !== null) return;
    setSaved(true);
    const timer = setTimeout(() => setSaved(false), 1600);
    return () => clearTimeout(timer);
  }, [pending, problem]);
  return saved;
}

/** Where a value comes from that the person did not set here; null: from nowhere else. */
function noteOf(setting: Setting | undefined, t: TFunction): string | null {
  if (setting === undefined) return null;
  if (setting.lockedBy !== null) return t("settings.fromEnvironment", { variable: setting.lockedBy });
  return setting.ofCodex ? t("settings.fromCodex") : null;
}
