import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import classes from "./accounts-toolbar.module.css";
import { statusFilters, type StatusFilter } from "./shown-accounts.ts";

interface Properties {
  query: string;
  status: StatusFilter;
  onQuery: (query: string) => void;
  onStatus: (status: StatusFilter) => void;
  onSelect: () => void;
}

/** Finds accounts in a list too long to look through. */
export function AccountsToolbar({ query, status, onQuery, onStatus, onSelect }: Properties) {
  const { t } = useTranslation();
  return (
    <search className={classes.bar}>
      <TextInput
        type="search"
        w={220}
        aria-label={t("accounts.search")}
        placeholder={t("accounts.search")}
        value={query}
        onChange={(event) => onQuery(event.currentTarget.value)}
        spellCheck={false}
        autoComplete="off"
      />
      <NativeSelect
        aria-label={t("accounts.filterLabel")}
        data={statusFilters.map((value) => ({ value, label: t(`accounts.filter.${value}`) }))}
        value={status}
        onChange={(event) => onStatus(event.currentTarget.value as StatusFilter)}
      />
      <Button className={classes.end} onClick={onSelect}>
        {t("accounts.select")}
      </Button>
    </search>
  );
}
