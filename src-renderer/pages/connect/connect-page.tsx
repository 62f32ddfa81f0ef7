import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { CodexRow } from "../../components/codex/codex-row.tsx";
import { SkeletonRows } from "../../components/page/skeleton-rows.tsx";
import { Page, Section } from "../../components/page/page.tsx";
import { Status } from "../../components/status.tsx";
import { TrialButton } from "../../components/trial/trial-button.tsx";
import { TrialForm } from "../../components/trial/trial-form.tsx";
import { keyPlaceholder } from "../../../src-shared/requests/curl-command.ts";
import { useLive } from "../../live/use-live.tsx";
import { allGuides } from "./all-guides.ts";
import { CodexStart } from "./codex-start.tsx";
import classes from "./connect-page.module.css";
import { GuideRow } from "./guide-row.tsx";
import type { Guide, GuideValues } from "./guide.ts";
import { isMissing } from "./setup-buttons.tsx";
import { useTools, type Tools } from "./use-tools.ts";

export function ConnectPage() {
  const { t } = useTranslation();
  const values = useGuideValues();
  const running = useLive((state) => state.gateway.state === "running");
  const tools = useTools();
  const seen = useSeen();
  const isHere = ({ setup, clients }: Guide) => {
    const tool = setup === null ? null : tools.of(setup);
    return (tool !== null && !isMissing(tool)) || clients.some((client) => seen.has(client));
  };
  const here = allGuides.filter(isHere);
  const others = allGuides.filter((guide) => !isHere(guide));
  const key = values.keyRequired && (
    <p className={classes.key}>
      {t("connect.keyNeeded", { placeholder: keyPlaceholder })}{" "}
      <Link href="/settings">{t("connect.keyWhere")}</Link>
    </p>
  );
  return (
    <Page title={t("nav.connect")}>
      {!running && (
        <p className={classes.notice}>
          <Status tone="attention">{t("connect.stopped")}</Status>
        </p>
      )}
      <Section title={t("connect.codex")}>
        <CodexRow />
        <CodexStart />
        <TrialButton way="codex" name="Codex" />
      </Section>
      {!tools.known && (
        <div aria-busy="true">
          <output className="visually-hidden">{t("common.loading")}</output>
          <SkeletonRows />
        </div>
      )}
      {tools.known && here.length > 0 && (
        <Section title={t("connect.here")}>
          {key}
          <Guides guides={here} values={values} tools={tools} />
        </Section>
      )}
      {tools.known && (
        <Section title={t("connect.others")}>
          {here.length === 0 && key}
          <Guides guides={others} values={values} tools={tools} />
        </Section>
      )}
      <Section title={t("trial.title")}>
        <p className={classes.hint}>{t("trial.intro")}</p>
        <TrialForm choice />
      </Section>
    </Page>
  );
}

function Guides({ guides, values, tools }: { guides: Guide[]; values: GuideValues; tools: Tools }) {
  return (
    <ul>
      {guides.map((guide) => (
        <GuideRow key={guide.id} guide={guide} values={values} tools={tools} />
      ))}
    </ul>
  );
}

/** Clients among the requests known when the page was opened: a row does not move while somebody is about to press it. */
function useSeen(): Set<string> {
  const requests = useLive((state) => state.requests);
  const [seen] = useState(() => new Set(requests.map(({ client }) => client.name)));
  return seen;
}

function useGuideValues(): GuideValues {
  const gateway = useLive((state) => state.gateway);
  const platform = useLive((state) => state.app.platform);
  const model = useLive((state) => state.settings.values.models.default);
  const contextWindow = useLive(
    (state) => state.models.models.find(({ id }) => id === model)?.contextWindow ?? null,
  );
  return {
    root: gateway.baseUrl.replace(/\/v1$/, ""),
    baseUrl: gateway.baseUrl,
    // Without a key the gateway takes any word, but most tools want one.
    key: gateway.apiKeyRequired ? keyPlaceholder : "local",
    keyRequired: gateway.apiKeyRequired,
    model,
    contextWindow,
    platform,
  };
}
