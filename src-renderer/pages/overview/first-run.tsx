import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { ActionButton } from "../../components/action-button.tsx";
import { usePresentLogin } from "../../components/codex/use-present-login.ts";
import { CopyButton } from "../../components/copy-button.tsx";
import { Empty } from "../../components/page/empty.tsx";
import { CheckIcon } from "../../components/icons.tsx";
import { Section } from "../../components/page/page.tsx";
import { ProblemNote } from "../../components/problem-note.tsx";
import { useSignInDialog } from "../../components/sign-in/use-sign-in-dialog.tsx";
import { Status } from "../../components/status.tsx";
import { TrialForm } from "../../components/trial/trial-form.tsx";
import { useAccountNames } from "../../format/account-name.ts";
import { tryCommand } from "../../format/try-command.ts";
import { useMutation } from "../../query/use-mutation.ts";
import { useClient, useLive } from "../../live/use-live.tsx";
import classes from "./first-run.module.css";
import type { FirstSteps } from "./use-first-steps.ts";

/** From nothing to a working tool in three steps, each showing its result. */
export function FirstRun({ steps }: { steps: FirstSteps }) {
  const { t } = useTranslation();
  const { signedIn, tried, tool, leave } = steps;
  const done = signedIn && tried && tool !== null;
  return (
    <Section
      title={t("start.title")}
      aside={
        <ActionButton
          variant={done ? "filled" : "subtle"}
          size="compact-sm"
          pending={leave.pending}
          onClick={() => void leave.run()}
        >
          {done ? t("start.done") : t("start.skip")}
        </ActionButton>
      }
    >
      {leave.problem !== null && <ProblemNote problem={leave.problem} />}
      <ol className={classes.steps}>
        <SignInStep />
        <TryStep done={tried} ready={signedIn} />
        <ConnectStep tool={tool} />
      </ol>
    </Section>
  );
}

/** What stands in their place when they were left before there was an account. */
export function FirstRunLeft({ steps: { resume } }: { steps: FirstSteps }) {
  const { t } = useTranslation();
  const dialog = useSignInDialog();
  return (
    <Empty title={t("accounts.emptyTitle")} body={t("start.leftBody")}>
      <div className={classes.buttons}>
        <Button variant="filled" onClick={dialog.open}>
          {t("start.signInButton")}
        </Button>
        <ActionButton pending={resume.pending} onClick={() => void resume.run()}>
          {t("start.resume")}
        </ActionButton>
      </div>
      {resume.problem !== null && <ProblemNote problem={resume.problem} />}
      {dialog.element}
    </Empty>
  );
}

interface StepProperties {
  number: number;
  done: boolean;
  title: string;
  children: ReactNode;
}

function Step({ number, done, title, children }: StepProperties) {
  const { t } = useTranslation();
  return (
    <li className={classes.step}>
      <span className={classes.number} data-done={done || undefined}>
        {done ? <CheckIcon /> : <span aria-hidden="true">{number}</span>}
        {done && <span className="visually-hidden">{t("start.stepDone")}</span>}
      </span>
      <div className={classes.content}>
        <h3>{title}</h3>
        {children}
      </div>
    </li>
  );
}

function SignInStep() {
  const { t } = useTranslation();
  const names = useAccountNames();
  const account = useLive((state) => state.accounts[0]);
  const dialog = useSignInDialog();
  return (
    <Step number={1} done={account !== undefined} title={t("start.signInTitle")}>
      {account === undefined ? (
        <>
          <p>{t("start.signInBody")}</p>
          <div className={classes.buttons}>
            <Button variant="filled" onClick={dialog.open}>
              {t("start.signInButton")}
            </Button>
            <LinkCodex />
          </div>
        </>
      ) : (
        <Status tone="good">{t("start.signedIn", { name: names.name(account) })}</Status>
      )}
      {dialog.element}
    </Step>
  );
}

/** Where this computer's Codex is signed in already, that login can be followed instead of a second one. */
function LinkCodex() {
  const { t } = useTranslation();
  const client = useClient();
  const nameOf = usePresentLogin();
  const present = useLive((state) => state.codex.login.present);
  const link = useMutation(() => client.accounts.link({}));
  if (present.kind !== "account") return null;
  return (
    <>
      <ActionButton pending={link.pending} onClick={() => void link.run()}>
        {t("start.linkCodex", { name: nameOf(present) })}
      </ActionButton>
      {link.problem !== null && <ProblemNote problem={link.problem} />}
    </>
  );
}

function TryStep({ done, ready }: { done: boolean; ready: boolean }) {
  const { t } = useTranslation();
  const gateway = useLive((state) => state.gateway);
  const platform = useLive((state) => state.app.platform);
  const model = useLive((state) => state.settings.values.models.default);
  const command = tryCommand(gateway, model, platform);
  return (
    <Step number={2} done={done} title={t("start.tryTitle")}>
      <p>{t("start.tryBody")}</p>
      {gateway.state !== "running" && <Status tone="attention">{t("start.tryNeedsGateway")}</Status>}
      <TrialForm disabled={!ready} />
      <details className={classes.terminal}>
        <summary>{t("start.tryTerminal")}</summary>
        <Command text={command} label={t("common.copy")} />
      </details>
    </Step>
  );
}

function ConnectStep({ tool }: { tool: string | null }) {
  const { t } = useTranslation();
  const gateway = useLive((state) => state.gateway);
  return (
    <Step number={3} done={tool !== null} title={t("start.connectTitle")}>
      <p>
        {gateway.apiKeyRequired ? t("start.connectBodyKey") : t("start.connectBody")}{" "}
        <Link href="/connect">{t("start.connectHow")}</Link>
      </p>
      <Command text={gateway.baseUrl} label={t("gateway.copyBaseUrl")} />
      <output>
        {tool === null ? (
          <Status tone="off">{t("start.connectWaiting")}</Status>
        ) : (
          <Status tone="good">{t("start.connectDone", { name: tool })}</Status>
        )}
      </output>
    </Step>
  );
}

function Command({ text, label }: { text: string; label: string }) {
  return (
    <div className={classes.command}>
      <code>{text}</code>
      <CopyButton iconOnly text={text} label={label} />
    </div>
  );
}
