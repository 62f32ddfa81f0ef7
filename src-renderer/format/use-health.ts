import { useTranslation } from "react-i18next";
import type { AccountView } from "../../src-shared/contract/index.ts";
import type { Tone } from "../components/status.tsx";
import { useFormat } from "./use-format.ts";
import { useNow } from "../live/use-now.ts";

/** How an account is, in one sentence. */
export function useHealth(account: AccountView): { tone: Tone; sentence: string } {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow();
  const { healthUntil, lastUsedAt } = account;
  const time = healthUntil === null ? null : format.time(healthUntil, now);

  switch (account.health) {
    case "ok":
      return {
        tone: "good",
        sentence:
          lastUsedAt === null
            ? t("accounts.health.ok")
            : t("accounts.health.okUsed", { when: format.ago(lastUsedAt, now) }),
      };
    case "limited":
      return {
        tone: "attention",
        sentence:
          time === null ? t("accounts.health.limitedUnknown") : t("accounts.health.limited", { time }),
      };
    case "sign-in-needed":
      return { tone: "bad", sentence: t("accounts.health.signInNeeded") };
    case "trouble":
      return {
        tone: "attention",
        sentence: time === null ? t("accounts.health.trouble") : t("accounts.health.troubleRetry", { time }),
      };
    case "sealed":
      return { tone: "bad", sentence: t("accounts.health.sealed") };
    case "paused":
      return { tone: "off", sentence: t("accounts.health.paused") };
  }
}
