import { Button, NativeSelect } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { UsageDimension } from "../../../src-shared/contract/index.ts";
import { CopyButton } from "../../components/copy-button.tsx";
import { Section } from "../../components/page.tsx";
import { useAccountNames } from "../../format/account-name.ts";
import { insideApp } from "../../rpc.ts";
import { downloadText } from "../../components/download-text.ts";
import { usageCsv } from "./usage-csv.ts";
import classes from "./usage-page.module.css";
import { UsageTable } from "./usage-table.tsx";
import type { AskedReport } from "./use-report.ts";

export const dimensions = ["account", "model", "endpoint", "client", "outcome"] as const;

export type Dimension = (typeof dimensions)[number];

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
  const csv = usageCsv(shownBy, rows);

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
          {/* The app's own window downloads nothing; there the clipboard is the way. */}
          {!insideApp && (
            <Button
              onClick={() => downloadText(`usage-by-${shownBy}-${asked.days}-days.csv`, csv, "text/csv")}
            >
              {t("usage.downloadCsv")}
            </Button>
          )}
        </div>
      }
    >
      {rows.length === 0 ? (
        <p className={classes.note}>{t("usage.none")}</p>
      ) : (
        <UsageTable label={t("usage.breakdown")} heading={t(`usage.byName.${shownBy}`)} rows={rows} />
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
