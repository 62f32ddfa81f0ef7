import { Button, NativeSelect } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { usageDimensions, type UsageDimension } from "../../../src-shared/usage-dimensions.ts";
import { usageCsv } from "../../../src-shared/usage-csv.ts";
import { useSaveText } from "../../components/use-save-text.ts";
import { CopyButton } from "../../components/copy-button.tsx";
import { Section } from "../../components/page/page.tsx";
import { useAccountNames } from "../../format/account-name.ts";
import { AttemptsTable } from "./attempts-table.tsx";
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
}

export function BreakdownSection({ asked, by, onBy }: Properties) {
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
  const file = `usage-by-${shownBy}-${asked.days}-days`;

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
          <CopyButton text={csv} label={t("usage.copyCsv")} />
          <Button onClick={() => void save(`${file}.csv`, csv)}>{t("usage.saveCsv")}</Button>
          <Button onClick={() => void save(`${file}.json`, JSON.stringify(asked.report, null, 2))}>
            {t("usage.saveJson")}
          </Button>
        </div>
      }
    >
      {rows.length === 0 ? (
        <p className={classes.note}>{t("usage.none")}</p>
      ) : (
        <UsageTable
          label={t("usage.breakdown")}
          heading={t(`usage.byName.${shownBy}`)}
          rows={rows}
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
