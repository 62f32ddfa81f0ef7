import { useTranslation } from "react-i18next";
import { changedLines, type DiffLine, type ShownLine } from "./changed-lines.ts";
import classes from "./diff-view.module.css";

const marks = { same: " ", added: "+", removed: "−" } as const;

/** What a change does to a file: changed lines whole, with a little of what stands around them. */
export function DiffView({ diff, label }: { diff: DiffLine[]; label: string }) {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls has to be within the keyboard's reach
    <section className={`${classes.diff} selectable`} aria-label={label} tabIndex={0}>
      {changedLines(diff).map((line, index) => (
        // oxlint-disable-next-line react/no-array-index-key -- lines have nothing else to tell them apart by
        <Line key={index} line={line} />
      ))}
    </section>
  );
}

function Line({ line }: { line: ShownLine }) {
  const { t } = useTranslation();
  if (line.kind === "skipped") {
    return <p className={classes.skipped}>{t("change.unchangedLines", { count: line.count })}</p>;
  }
  return (
    <p className={classes.line} data-kind={line.kind}>
      <span className={classes.mark} aria-hidden="true">
        {marks[line.kind]}
      </span>
      {line.kind !== "same" && <span className="visually-hidden">{t(`change.line.${line.kind}`)}</span>}
      <span>{line.text}</span>
    </p>
  );
}
