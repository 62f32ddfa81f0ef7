import { useTranslation } from "react-i18next";
import { CopyButton } from "../../components/copy-button.tsx";
import classes from "./guide-parts.module.css";
import type { GuidePart } from "./guide.ts";

/** The values of a guide, each to be copied by itself. */
export function GuideParts({ parts, name }: { parts: GuidePart[]; name: string }) {
  const { t } = useTranslation();
  const fields = parts.filter((part) => part.kind === "field");
  const codes = parts.filter((part) => part.kind === "code");
  return (
    <>
      {codes.map(({ place, text }) => (
        <div key={place}>
          <p className={classes.place}>{place ?? t("connect.terminal")}</p>
          <div className={classes.code}>
            <pre>{text}</pre>
            <CopyButton
              iconOnly
              text={text}
              label={t("connect.copyCode", { name, place: place ?? t("connect.terminal") })}
            />
          </div>
        </div>
      ))}
      {fields.length > 0 && (
        <dl className={classes.fields}>
          {fields.map(({ field, text }) => (
            <div key={field}>
              <dt>{t(`connect.field.${field}`)}</dt>
              <dd>
                <code>{text}</code>
                <CopyButton
                  iconOnly
                  text={text}
                  label={t("connect.copyField", { name, field: t(`connect.field.${field}`) })}
                />
              </dd>
            </div>
          ))}
        </dl>
      )}
    </>
  );
}
