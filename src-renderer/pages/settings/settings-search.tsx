/** Finding a setting: rows that do not fit what is typed are left out, with the sections that are then empty. */
import { TextInput } from "@mantine/core";
import { createContext, use, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Section } from "../../components/page/page.tsx";
import classes from "./settings-search.module.css";

const Query = createContext("");
const SectionTitle = createContext("");

/** Every word that is typed has to be in the name, the hint, the key, its variable or the title of the section. */
export function useFound(words: ReactNode[]): boolean {
  const query = use(Query);
  const text = [use(SectionTitle), ...words]
    .filter((word) => typeof word === "string")
    .join(" ")
    .toLowerCase();
  return query
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

/** A section of settings that is left out when none of its rows is found. */
export function SettingsSection({ title, children }: { title: string; children: ReactNode }) {
  return (
    <SectionTitle value={title}>
      <Section title={title}>{children}</Section>
    </SectionTitle>
  );
}

export function SearchedSettings({ query, children }: { query: string; children: ReactNode }) {
  const { t } = useTranslation();
  return (
    <Query value={query.trim()}>
      <div className={classes.groups} data-searching={query.trim() !== "" || undefined}>
        {children}
        <output className={classes.none}>{t("settings.noneFound")}</output>
      </div>
    </Query>
  );
}

export function SettingsSearch({ query, onQuery }: { query: string; onQuery: (query: string) => void }) {
  const { t } = useTranslation();
  return (
    <search>
      <TextInput
        type="search"
        w={180}
        aria-label={t("settings.search")}
        placeholder={t("settings.search")}
        value={query}
        onChange={(event) => onQuery(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === "Escape") onQuery("");
        }}
        spellCheck={false}
        autoComplete="off"
      />
    </search>
  );
}
