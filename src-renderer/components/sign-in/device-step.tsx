import { useTranslation } from "react-i18next";
import type { SignInState } from "../../../src-shared/contract/index.ts";
import { useFormat } from "../../format/use-format.ts";
import { useNow } from "../../live/use-now.ts";
import { CopyButton } from "../copy-button.tsx";
import { ExternalLink } from "../external-link.tsx";
import { Status } from "../status.tsx";
import classes from "./sign-in.module.css";

export function DeviceStep({ state }: { state: Extract<SignInState, { step: "device" }> }) {
  const { t } = useTranslation();
  const format = useFormat();
  const left = state.expiresAt - useNow(1000);
  return (
    <div className={classes.stack}>
      <p className={classes.intro}>{t("signIn.deviceBody")}</p>
      <p className={`${classes.code} selectable`}>{state.userCode}</p>
      <div className={classes.buttons}>
        <ExternalLink url={state.verificationUrl}>{t("signIn.deviceOpen")}</ExternalLink>
        <CopyButton text={state.userCode} label={t("signIn.copyCode")} />
      </div>
      <div className={classes.address}>
        <code>{state.verificationUrl}</code>
        <CopyButton iconOnly text={state.verificationUrl} label={t("common.copy")} />
      </div>
      {left > 0 ? (
        <Status tone="busy">{t("signIn.deviceExpires", { duration: format.countdown(left) })}</Status>
      ) : (
        <Status tone="attention">{t("signIn.deviceExpired")}</Status>
      )}
    </div>
  );
}
