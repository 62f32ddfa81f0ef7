import { Button, NativeSelect } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { usageDimensions, type UsageDimension } from "../../../src-shared/usage-dimensions.ts";
import { usageCsv } from "../../../src-shared/usage-csv.ts";
import { useSaveText } from "../../components/use-save-text.ts";
import { Menu } from "../../components/menu/menu.tsx";
import { useCopy } from "../../components/use-copy.ts";
import { Section } from "../../components/page/page.tsx";
import { useAccountNames } from "../../format/account-name.ts";
import { AttemptsTable } from "./attempts-table.tsx";
import { useDayWords } from "./use-day-words.ts";
import classes from "./usage-page.module.css";
import { UsageTable } from "./usage-table.tsx";
import type { AskedReport } from "./use-report.ts";

const dimensions = usageDimensions;

export type Dimension = UsageDimension;

interface Properties {
  asked: AskedReport;
  /** What is chosen; the report that is here may be of another one still. */
  by: Dimension;
  onBy: (by: Dimension) => void;
  onAllDays: () => void;
}

export function BreakdownSection({ asked, by, onBy, onAllDays }: Properties) {
  const { t } = useTranslation();
  const nameOf = useGroupName();
  const rows = asked.report.groups.map((group) => ({
    ...group,
    key: group.name,
    name: nameOf(asked.by, group.name),
  }));
  const shownBy = dimensions.find((dimension) => dimension === asked.by) ?? by;
  const { prices } = asked.report;
  const csv = usageCsv(shownBy, rows, prices.currency);
  const save = useSaveText();
  const words = useDayWords();
  const copy = useCopy(csv);
  const file = `usage-by-${shownBy}-${asked.day ?? `${asked.days}-days`}`;

  return (
    <Section
      title={t("usage.breakdown")}
      aside={
        <div className={classes.tools}>
          <NativeSelect
            aria-label={t("usage.by")}
            value={by}
            onChange={({ currentTarget }) => {
              const chosen = dimensions.find((dimension) => dimension === currentTarget.value);
              if (chosen !== undefined) onBy(chosen);
            }}
            data={dimensions.map((value) => ({ value, label: t(`usage.byName.${value}`) }))}
          />
          <Menu
            label={t("usage.export")}
            text={t("usage.export")}
            items={[
              { text: t("usage.copyCsv"), onChoose: () => void copy.copy() },
              { text: t("usage.saveCsv"), onChoose: () => void save(`${file}.csv`, csv) },
              {
                text: t("usage.saveJson"),
                onChoose: () => void save(`${file}.json`, JSON.stringify(asked.report, null, 2)),
              },
            ]}
          />
          <output className="visually-hidden">{copy.copied ? t("common.copied") : ""}</output>
        </div>
      }
    >
      {asked.day !== null && (
        <p className={classes.chosen}>
          <span>{t("usage.onDay", { date: words.date(asked.day) })}</span>
          <Button size="compact-sm" onClick={onAllDays}>
            {t("usage.allDays")}
          </Button>
        </p>
      )}
      {rows.length === 0 ? (
        <p className={classes.note}>{t("usage.none")}</p>
      ) : (
        <UsageTable
          label={t("usage.breakdown")}
          heading={t(`usage.byName.${shownBy}`)}
          rows={rows}
          shares
          currency={prices.currency}
        />
      )}
      {asked.by === "account" && asked.report.attempts.length > 0 && (
        <AttemptsTable attempts={asked.report.attempts} nameOf={(id) => nameOf("account", id)} />
      )}
    </Section>
  );
}

/** Groups as the person knows them: accounts by name, outcomes in words. */
function useGroupName(): (by: UsageDimension, name: string) => string {
  const { t } = useTranslation();
  const accounts = useAccountNames();
  return (by, name) => {
    if (name === "") return t("common.unknown");
    if (by === "account") return accounts.byId(name) ?? t("usage.goneAccount", { id: name.slice(0, 6) });
    if (by === "outcome" && (name === "ok" || name === "failed" || name === "cancelled")) {
      return t(`requests.${name}`);
    }
    return name;
  };
}
