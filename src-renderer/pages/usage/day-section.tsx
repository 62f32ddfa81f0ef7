import { Button, SegmentedControl } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { UsageReport } from "../../../src-shared/contract/index.ts";
import { Section } from "../../components/page/page.tsx";
import type { Measure } from "./day-bars.ts";
import { DayChart } from "./day-chart.tsx";
import { UsageTable } from "./usage-table.tsx";
import { useDayWords } from "./use-day-words.ts";
import classes from "./usage-page.module.css";

interface Properties {
  days: UsageReport["daily"];
  currency: string | null;
  chosen: string | null;
  onChoose: (day: string | null) => void;
}

export function DaySection({ days, currency, chosen, onChoose }: Properties) {
  const { t } = useTranslation();
  const words = useDayWords();
  const [measure, setMeasure] = useState<Measure>("tokens");
  const [asTable, setAsTable] = useState(false);

  return (
    <Section
      title={t("usage.perDay")}
      aside={
        <div className={classes.tools}>
          {!asTable && (
            <SegmentedControl
              size="xs"
              aria-label={t("usage.measureLabel")}
              value={measure}
              onChange={(value) => setMeasure(value === "requests" ? "requests" : "tokens")}
              data={[
                { value: "tokens", label: t("usage.tokens") },
                { value: "requests", label: t("usage.requests") },
              ]}
            />
          )}
          <Button variant="subtle" className={classes.toggle ?? ""} onClick={() => setAsTable(!asTable)}>
            {asTable ? t("usage.showChart") : t("usage.showTable")}
          </Button>
        </div>
      }
    >
      {asTable ? (
        <UsageTable
          label={t("usage.perDay")}
          heading={t("usage.day")}
          currency={currency}
          rows={days.toReversed().map((day) => ({ ...day, key: day.day, name: words.date(day.day) }))}
        />
      ) : (
        <DayChart days={days} measure={measure} chosen={chosen} onChoose={onChoose} />
      )}
    </Section>
  );
}
