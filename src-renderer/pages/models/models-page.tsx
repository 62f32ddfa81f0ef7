import { Switch } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { CatalogView } from "../../../src-shared/contract/index.ts";
import { ActionButton } from "../../components/action-button.tsx";
import { Empty } from "../../components/page/empty.tsx";
import { RefreshIcon } from "../../components/icons.tsx";
import { Page, Section } from "../../components/page/page.tsx";
import { ProblemNote } from "../../components/problem-note.tsx";
import { useFormat } from "../../format/use-format.ts";
import { useMutation } from "../../query/use-mutation.ts";
import { useClient, useLive } from "../../live/use-live.tsx";
import { useNow } from "../../live/use-now.ts";
import { AliasEditor } from "./alias-editor.tsx";
import { ModelChoice } from "./model-choice.tsx";
import { ModelTable } from "./model-table.tsx";
import classes from "./models-page.module.css";

export function ModelsPage() {
  const { t } = useTranslation();
  const catalog = useLive((state) => state.models);
  const client = useClient();
  const refresh = useMutation(() => client.models.refresh());
  const [showHidden, setShowHidden] = useState(false);
  const models = catalog.models.filter((model) => model.listed || showHidden);
  const hasHidden = catalog.models.some((model) => !model.listed);

  return (
    <Page
      title={t("nav.models")}
      actions={
        <ActionButton
          pending={refresh.pending}
          leftSection={<RefreshIcon />}
          onClick={() => void refresh.run()}
        >
          {t("models.refresh")}
        </ActionButton>
      }
    >
      <div className={classes.source}>
        <span>{useSource(catalog)}</span>
        {hasHidden && (
          <Switch
            size="xs"
            labelPosition="left"
            label={t("models.showHidden")}
            checked={showHidden}
            onChange={(event) => setShowHidden(event.currentTarget.checked)}
          />
        )}
      </div>
      {refresh.problem !== null && <ProblemNote problem={refresh.problem} />}
      {models.length === 0 ? (
        <Empty title={t("models.emptyTitle")} body={t("models.emptyBody")} />
      ) : (
        <ModelTable models={models} />
      )}
      <div className={classes.choice}>
        <ModelChoice title={t("models.choice")} />
        <Section title={t("models.aliases")}>
          <AliasEditor />
        </Section>
      </div>
    </Page>
  );
}

function useSource(catalog: CatalogView): string {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow();
  if (catalog.source === "built-in" || catalog.fetchedAt === null) return t("models.builtIn");
  const when = format.ago(catalog.fetchedAt, now);
  return catalog.source === "live" ? t("models.live", { when }) : t("models.cache", { when });
}
