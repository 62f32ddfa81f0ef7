import { useTranslation } from "react-i18next";
import { Section } from "../../../components/page/page.tsx";
import { ProblemNote } from "../../../components/problem-note.tsx";
import { useQueries } from "../../../live/use-live.tsx";
import { useQuery } from "../../../query/use-query.ts";
import classes from "./provider-list.module.css";
import { ProviderLine } from "./provider-line.tsx";

/** What serves beside the accounts. */
export function ProviderList() {
  const { t } = useTranslation();
  const queries = useQueries();
  const { data, problem, retry } = useQuery(queries.providers.list.queryOptions());
  return (
    <Section title={t("providers.title")}>
      {problem !== null && <ProblemNote problem={problem} />}
      {data === null && problem === null && <p className={classes.faint}>{t("providers.loading")}</p>}
      {data?.length === 0 && <p className={classes.faint}>{t("providers.empty")}</p>}
      {data !== null && data.length > 0 && (
        <ul>
          {data.map((provider) => (
            <ProviderLine key={provider.name} provider={provider} onChanged={retry} />
          ))}
        </ul>
      )}
    </Section>
  );
}
