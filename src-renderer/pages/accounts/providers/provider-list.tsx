import { Button } from "@mantine/core";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { Section } from "../../../components/page/page.tsx";
import { ProblemNote } from "../../../components/problem-note.tsx";
import { useQueries } from "../../../live/use-live.tsx";
import { useQuery } from "../../../query/use-query.ts";
import classes from "./provider-list.module.css";
import { addableKinds } from "./add-provider-form.ts";
import { ProviderLine } from "./provider-line.tsx";

const AddProviderDialog = lazy(() =>
  import("./add-provider-dialog.tsx").then((module) => ({ default: module.AddProviderDialog })),
);

/** What serves beside the accounts. */
export function ProviderList() {
  const { t } = useTranslation();
  const queries = useQueries();
  const { data, problem, retry } = useQuery(queries.providers.list.queryOptions());
  const kinds = useQuery(queries.providers.kinds.queryOptions());
  const [adding, setAdding] = useState(false);
  const button = <Button onClick={() => setAdding(true)}>{t("providers.add")}</Button>;
  const none = data !== null && data.length === 0;
  // It never moves while somebody is about to press it: it comes once its place is known.
  const aside = data === null ? problem !== null : !none;
  return (
    <Section title={t("providers.title")} aside={aside && button}>
      {problem !== null && <ProblemNote problem={problem} />}
      {data === null && problem === null && <p className={classes.faint}>{t("providers.loading")}</p>}
      {none && (
        <>
          <p className={classes.faint}>{t("providers.empty")}</p>
          {button}
        </>
      )}
      {data !== null && data.length > 0 && (
        <ul>
          {data.map((provider) => (
            <ProviderLine key={provider.name} provider={provider} onChanged={retry} />
          ))}
        </ul>
      )}
      {adding && (
        <Suspense fallback={null}>
          <AddProviderDialog
            kinds={addableKinds(kinds.data ?? [], data ?? [])}
            onAdded={retry}
            onClose={() => setAdding(false)}
          />
        </Suspense>
      )}
    </Section>
  );
}
