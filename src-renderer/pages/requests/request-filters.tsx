import { NativeSelect, SegmentedControl, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useAccountNames } from "../../format/account-name.ts";
import { useLive } from "../../live/use-live.tsx";
import classes from "./requests-page.module.css";
import { spans, type ChosenFilter, type Span } from "./chosen-filter.ts";

interface Properties {
  filter: ChosenFilter;
  onChange: (change: Partial<ChosenFilter>) => void;
}

/** Finds requests in the history. */
export function RequestFilters({ filter, onChange }: Properties) {
  const { t } = useTranslation();
  const accounts = useLive((state) => state.accounts);
  const names = useAccountNames();
  return (
    <search className={classes.bar}>
      <SegmentedControl
        size="sm"
        aria-label={t("requests.filterLabel")}
        value={filter.outcome}
        onChange={(value) => onChange({ outcome: value === "failed" ? value : "all" })}
        data={[
          { value: "all", label: t("requests.filterAll") },
          { value: "failed", label: t("requests.filterFailed") },
        ]}
      />
      <NativeSelect
        maw={180}
        aria-label={t("requests.account")}
        value={filter.account}
        onChange={({ currentTarget }) => onChange({ account: currentTarget.value })}
        data={[
          { value: "", label: t("requests.allAccounts") },
          ...accounts.map((account) => ({ value: account.id, label: names.name(account) })),
        ]}
      />
      <NativeSelect
        aria-label={t("requests.sinceLabel")}
        value={filter.span}
        onChange={({ currentTarget }) => onChange({ span: currentTarget.value as Span })}
        data={spans.map((span) => ({ value: span, label: t(`requests.since.${span}`) }))}
      />
      {(["model", "client"] as const).map((name) => (
        <TextInput
          key={name}
          type="search"
          w={132}
          aria-label={t(`requests.${name}`)}
          placeholder={t(`requests.${name}`)}
          value={filter[name]}
          onChange={({ currentTarget }) => onChange({ [name]: currentTarget.value })}
          spellCheck={false}
          autoComplete="off"
        />
      ))}
    </search>
  );
}
