import { NativeSelect, SegmentedControl, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useAccountNames } from "../../format/account-name.ts";
import { useLive, useQueries } from "../../live/use-live.tsx";
import { useQuery } from "../../query/use-query.ts";
import classes from "./requests-page.module.css";
import { spans, type ChosenFilter, type Span } from "./chosen-filter.ts";

interface Properties {
  filter: ChosenFilter;
  onChange: (change: Partial<ChosenFilter>) => void;
}

/** The accounts' own and those that are added: with none of them there is nothing to choose. */
function useProviderNames(): string[] {
  const { data } = useQuery(useQueries().providers.list.queryOptions());
  return ["codex", ...(data ?? []).map(({ name }) => name)];
}

/** Finds requests in the history. */
export function RequestFilters({ filter, onChange }: Properties) {
  const { t } = useTranslation();
  const accounts = useLive((state) => state.accounts);
  const names = useAccountNames();
  const providers = useProviderNames();
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
      {providers.length > 1 && (
        <NativeSelect
          maw={160}
          aria-label={t("requests.provider")}
          value={filter.provider}
          onChange={({ currentTarget }) => onChange({ provider: currentTarget.value })}
          data={[{ value: "", label: t("requests.allProviders") }, ...providers]}
        />
      )}
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
