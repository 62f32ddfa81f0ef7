import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { NetworkFinding } from "../../../../src-shared/contract/index.ts";
import { ActionButton } from "../../../components/action-button.tsx";
import { ProblemNote } from "../../../components/problem-note.tsx";
import { Status } from "../../../components/status.tsx";
import { useMutation } from "../../../query/use-mutation.ts";
import { useQuery } from "../../../query/use-query.ts";
import { useClient, useLive, useQueries } from "../../../live/use-live.tsx";
import { SettingRow } from "../setting-row.tsx";
import classes from "./network-test.module.css";

const tones = { ok: "good", note: "attention", bad: "bad" } as const;

/** The way that requests take now, and every hop of it tried on demand. */
export function NetworkTest() {
  const { t } = useTranslation();
  const client = useClient();
  const queries = useQueries();
  const network = useLive((state) => state.settings.values.network);
  const question = JSON.stringify(network);
  const route = useQuery(queries.network.route.queryOptions({ input: {} }));
  const [tested, setTested] = useState<{ question: string; findings: NetworkFinding[] } | null>(null);
  const test = useMutation(async () => setTested({ question, findings: await client.network.test({}) }));
  // What was found on another way says nothing about this one.
  const findings = tested?.question === question ? tested.findings : null;

  return (
    <>
      <SettingRow name={t("settings.way")} hint={useWayWords(route.data)} group>
        {({ describedBy }) => (
          <ActionButton aria-describedby={describedBy} pending={test.pending} onClick={() => void test.run()}>
            {test.pending ? t("settings.testing") : t("settings.test")}
          </ActionButton>
        )}
      </SettingRow>
      {test.problem !== null && <ProblemNote problem={test.problem} />}
      <div aria-live="polite">
        {findings !== null && (
          <ul className={classes.findings} aria-label={t("settings.testResult")}>
            {findings.map(({ name, state, message, advice }) => (
              <li key={name}>
                <Status tone={tones[state]}>
                  <b>{name}:</b> <span className="selectable">{message}</span>
                </Status>
                {advice !== "" && <p className={`${classes.advice} selectable`}>{advice}</p>}
              </li>
            ))}
          </ul>
        )}
      </div>
    </>
  );
}

function useWayWords(
  route: { source: string; ways: (string | null)[]; problem: string | null } | null,
): string {
  const { t } = useTranslation();
  if (route === null) return "…";
  if (route.problem !== null) return route.problem;
  const ways = route.ways.map((way) => way ?? t("settings.wayDirect")).join(" → ");
  switch (route.source) {
    case "environment":
      return t("settings.wayByEnvironment", { ways });
    case "system":
      return t("settings.wayBySystem", { ways });
    default:
      return ways;
  }
}
