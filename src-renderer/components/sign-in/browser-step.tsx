import { useTranslation } from "react-i18next";
import type { SignInState } from "../../../src-shared/contract/index.ts";
import { CopyButton } from "../copy-button.tsx";
import { ExternalLink } from "../external-link.tsx";
import { Status } from "../status.tsx";
import { PasteField } from "./paste-field.tsx";
import classes from "./sign-in.module.css";

export function BrowserStep({ state }: { state: Extract<SignInState, { step: "browser" }> }) {
  const { t } = useTranslation();
  return (
    <div className={classes.stack}>
      <output>
        {state.port === null ? (
          <Status tone="attention">{t("signIn.browserNoPort")}</Status>
        ) : (
          <Status tone="busy">{t("signIn.browserWaiting", { port: state.port })}</Status>
        )}
      </output>
      <div className={classes.buttons}>
        <ExternalLink url={state.authorizeUrl}>{t("signIn.browserOpen")}</ExternalLink>
      </div>
      <div>
        <p className={classes.hint}>{t("signIn.browserAddress")}</p>
        <div className={classes.address}>
          <code>{state.authorizeUrl}</code>
          <CopyButton iconOnly text={state.authorizeUrl} label={t("common.copy")} />
        </div>
      </div>
      <hr className={classes.rule} />
      <PasteField />
    </div>
  );
}
