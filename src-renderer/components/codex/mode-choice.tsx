import { useTranslation } from "react-i18next";
import type { CodexMode } from "../../../src-shared/contract/index.ts";
import classes from "./codex-dialog.module.css";

const modes: CodexMode[] = ["native", "provider"];

/** The two ways to point Codex at the gateway, each with what it means. */
export function ModeChoice({ mode, onChoose }: { mode: CodexMode; onChoose: (mode: CodexMode) => void }) {
  const { t } = useTranslation();
  return (
    <fieldset className={classes.modes}>
      <legend className="visually-hidden">{t("codex.modeLabel")}</legend>
      {modes.map((choice) => (
        <label key={choice} className={classes.mode}>
          <input
            type="radio"
            name="codex-mode"
            checked={choice === mode}
            onChange={() => onChoose(choice)}
            aria-describedby={`codex-mode-${choice}`}
          />
          <span className={classes.modeName}>{t(`codex.mode.${choice}`)}</span>
          <span id={`codex-mode-${choice}`} className={classes.modeHint}>
            {t(`codex.modeHint.${choice}`)}
          </span>
        </label>
      ))}
    </fieldset>
  );
}
