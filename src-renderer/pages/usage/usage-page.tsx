import { Button, SegmentedControl } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Empty } from "../../components/page/empty.tsx";
import { Page, Section } from "../../components/page/page.tsx";
import { ProblemNote } from "../../components/problem-note.tsx";
import { BreakdownSection, type Dimension } from "./breakdown-section.tsx";
import { DaySection } from "./day-section.tsx";
import { Figures } from "./figures.tsx";
import { UsagePending } from "./usage-pending.tsx";
import classes from "./usage-page.module.css";
import { UsageTable } from "./usage-table.tsx";
import { useReport, type AskedReport } from "./use-report.ts";

const choices = [7, 30, 90];
const periods = ["today", "process", "lifetime"] as const;

export function UsagePage() {
  const { t } = useTranslation();
  const [days, setDays] = useState(30);
  const [by, setBy] = useState<Dimension>("model");
  const [chosenDay, setChosenDay] = useState<string | null>(null);
  const { asked, problem, retry } = useReport(days, by, chosenDay);

  return (
    <Page
      title={t("nav.usage")}
      actions={
        <SegmentedControl
          size="sm"
          aria-label={t("usage.daysLabel")}
          value={String(days)}
          onChange={(value) => {
            setDays(Number(value));
            setChosenDay(null);
          }}
          data={choices.map((choice) => ({
            value: String(choice),
            label: t("duration.days", { days: choice }),
          }))}
        />
      }
    >
      {problem !== null && (
        <ProblemNote problem={problem}>
          <Button onClick={() => void retry()}>{t("usage.retry")}</Button>
        </ProblemNote>
      )}
      {asked === null ? (
        problem === null && <UsagePending />
      ) : asked.report.lifetime.requests === 0 ? (
        <Empty title={t("usage.emptyTitle")} body={t("usage.emptyBody")} />
      ) : (
        <>
          {[asked.report.trouble, asked.report.prices.problem].map(
            (trouble) => trouble !== null && <ProblemNote key={trouble.message} problem={trouble} />,
          )}
          <Figures days={asked.report.daily} />
          <DaySection
            days={asked.report.daily}
            currency={asked.report.prices.currency}
            chosen={chosenDay}
            onChoose={setChosenDay}
          />
          <BreakdownSection asked={asked} by={by} onBy={setBy} onAllDays={() => setChosenDay(null)} />
          <Totals asked={asked} />
        </>
      )}
    </Page>
  );
}

function Totals({ asked: { report } }: { asked: AskedReport }) {
  const { t } = useTranslation();
  return (
    <Section title={t("usage.totals")}>
      <UsageTable
        label={t("usage.totals")}
        heading={t("usage.period")}
        currency={report.prices.currency}
        rows={periods.map((period) => ({
          ...report[period],
          key: period,
          name: t(`usage.${period}`),
        }))}
      />
      <p className={classes.note}>{t("usage.arithmetic")}</p>
      <p className={classes.note}>
        {t(report.prices.currency === null ? "usage.noPrices" : "usage.estimateNote", {
          file: report.prices.file,
        })}
      </p>
    </Section>
  );
}
