import { ActionIcon, Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import classes from "./copy-button.module.css";
import { CheckIcon, CopyIcon } from "./icons.tsx";
import { useCopy } from "./use-copy.ts";

interface Properties {
  text: string;
  /** What is copied, as a verb phrase: "Copy base URL". */
  label: string;
  /** Only the icon; the label is for screen readers and the tooltip. */
  iconOnly?: boolean;
  variant?: "default" | "filled" | "subtle";
}

export function CopyButton({ text, label, iconOnly = false, variant = "default" }: Properties) {
  const { t } = useTranslation();
  const { copied, copy } = useCopy(text);
  const icon = copied ? <CheckIcon /> : <CopyIcon />;
  const announcement = <output className="visually-hidden">{copied ? t("common.copied") : ""}</output>;

  if (iconOnly) {
    return (
      <>
        <ActionIcon
          aria-label={label}
          title={copied ? t("common.copied") : label}
          onClick={() => void copy()}
        >
          {icon}
        </ActionIcon>
        {announcement}
      </>
    );
  }
  return (
    <>
      <Button variant={variant} leftSection={icon} onClick={() => void copy()}>
        {/* Both words take their room, so that the button keeps its width. */}
        <span className={classes.words}>
          <span data-hidden={copied || undefined}>{label}</span>
          <span data-hidden={!copied || undefined} aria-hidden="true">
            {t("common.copied")}
          </span>
        </span>
      </Button>
      {announcement}
    </>
  );
}
