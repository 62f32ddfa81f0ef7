import { useTranslation } from "react-i18next";
import classes from "./copy-chip.module.css";
import { CheckIcon, CopyIcon } from "./icons.tsx";
import { useCopy } from "./use-copy.ts";

/** An address that is copied where it is clicked. `label`: what that does, as a verb phrase. */
export function CopyChip({ text, label }: { text: string; label: string }) {
  const { t } = useTranslation();
  const { copied, copy } = useCopy(text);
  return (
    <>
      <button
        type="button"
        className={classes.chip}
        aria-label={`${label}: ${text}`}
        title={copied ? t("common.copied") : label}
        onClick={() => void copy()}
      >
        <code>{text}</code>
        {copied ? <CheckIcon /> : <CopyIcon />}
      </button>
      <output className="visually-hidden">{copied ? t("common.copied") : ""}</output>
    </>
  );
}
