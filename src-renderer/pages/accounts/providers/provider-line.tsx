import { lazy, Suspense, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { ProviderView } from "../../../../src-shared/contract/index.ts";
import type { Problem } from "../../../../src-shared/problem.ts";
import { kindFacts, type Billing } from "../../../../src-shared/provider-kinds.ts";
import { ActionButton } from "../../../components/action-button.tsx";
import { AccountsIcon, CodeIcon, KeyIcon, LinkIcon } from "../../../components/icons.tsx";
import { ProblemNote } from "../../../components/problem-note.tsx";
import { Status, type Tone } from "../../../components/status.tsx";
import { useProblemText } from "../../../format/problem-text.ts";
import { useClient } from "../../../live/use-live.tsx";
import { useMutation } from "../../../query/use-mutation.ts";
import classes from "./provider-list.module.css";
import { providerState, type ProviderState } from "./provider-state.ts";

const AcceptProviderDialog = lazy(() =>
  import("./accept-provider-dialog.tsx").then((module) => ({ default: module.AcceptProviderDialog })),
);

const RemoveProviderDialog = lazy(() =>
  import("./remove-provider-dialog.tsx").then((module) => ({ default: module.RemoveProviderDialog })),
);

const tones: Record<ProviderState, Tone> = {
  serving: "good",
  paused: "off",
  trouble: "bad",
  unaccepted: "attention",
  unable: "off",
};

const billingIcons: Record<Billing, ReactNode> = {
  key: <KeyIcon />,
  plan: <AccountsIcon />,
  local: <CodeIcon />,
  linked: <LinkIcon />,
};

export function ProviderLine({
  provider,
  onChanged,
}: {
  provider: ProviderView;
  onChanged: () => Promise<void>;
}) {
  const { t } = useTranslation();
  const client = useClient();
  const problemText = useProblemText();
  const { name, kind, billing, slots } = provider;
  const { state, problem } = providerState(provider);
  const paused = slots.every((slot) => slot.paused);
  const keys = slots.filter(({ hasKey }) => hasKey).length;
  const [removing, setRemoving] = useState(false);
  const [accepting, setAccepting] = useState(false);
  const [found, setFound] = useState<{ problem: Problem | null } | null>(null);
  const check = useMutation(async () => {
    setFound(null);
    const checks = await client.providers.check({ name });
    setFound({ problem: checks.find((each) => each.problem !== null)?.problem ?? null });
    await onChanged();
  });
  const pause = useMutation(async () => {
    await (paused ? client.providers.resume({ name }) : client.providers.pause({ name }));
    await onChanged();
  });
  const failed = check.problem ?? pause.problem ?? found?.problem ?? null;
  const button = { variant: "subtle", size: "compact-sm" } as const;

  return (
    <li className={classes.line} aria-label={name}>
      <div className={classes.top}>
        <div className={classes.identity}>
          <h3>{name}</h3>
          <span>{t(`providers.kind.${kind}`)}</span>
          <span className={classes.badge}>
            {billingIcons[billing]}
            {t(`providers.billing.${billing}`)}
          </span>
          {kindFacts[kind].key !== "none" && (
            <span>{keys === 0 ? t("providers.noKey") : t("providers.keys", { count: keys })}</span>
          )}
        </div>
        <div className={classes.actions}>
          <ActionButton
            {...button}
            pending={check.pending}
            aria-label={t("providers.checkLabel", { name })}
            onClick={() => void check.run()}
          >
            {t("providers.check")}
          </ActionButton>
          <ActionButton
            {...button}
            pending={pause.pending}
            aria-label={paused ? t("providers.resumeLabel", { name }) : t("providers.pauseLabel", { name })}
            onClick={() => void pause.run()}
          >
            {paused ? t("providers.resume") : t("providers.pause")}
          </ActionButton>
          <ActionButton
            {...button}
            aria-label={t("providers.removeLabel", { name })}
            onClick={() => setRemoving(true)}
          >
            {t("providers.remove")}
          </ActionButton>
        </div>
      </div>
      <div className={classes.state}>
        <Status tone={tones[state]}>
          {t(`providers.state.${state}`)}
          {problem !== null && `: ${problemText(problem).message}`}
        </Status>
        {state === "unaccepted" && (
          <ActionButton
            size="compact-sm"
            aria-label={t("providers.acceptLabel", { name })}
            onClick={() => setAccepting(true)}
          >
            {t("providers.acceptOpen")}
          </ActionButton>
        )}
      </div>
      <output>{found?.problem === null && <p>{t("providers.checked", { name })}</p>}</output>
      {failed !== null && <ProblemNote problem={failed} />}
      {accepting && (kind === "claude-code" || kind === "acp") && (
        <Suspense fallback={null}>
          <AcceptProviderDialog
            name={name}
            kind={kind}
            onAccepted={onChanged}
            onClose={() => setAccepting(false)}
          />
        </Suspense>
      )}
      {removing && (
        <Suspense fallback={null}>
          <RemoveProviderDialog name={name} onRemoved={onChanged} onClose={() => setRemoving(false)} />
        </Suspense>
      )}
    </li>
  );
}
