import { useTranslation } from "react-i18next";
import type { PresentLogin } from "../../../src-shared/contract/index.ts";
import { maskEmail } from "../../../src-shared/account-name.ts";
import { useAccountNames } from "../../format/account-name.ts";
import { useLive } from "../../live/use-live.tsx";

/** Whose login lies in Codex's file, as a person would say it. */
export function usePresentLogin(): (present: PresentLogin) => string {
  const { t } = useTranslation();
  const names = useAccountNames();
  const mask = useLive((state) => state.settings.values.desktop.maskEmails);
  return (present) => {
    if (present.kind !== "account") return t(`codex.present.${present.kind}`);
    return (
      names.byId(present.id) ?? (mask && present.name.includes("@") ? maskEmail(present.name) : present.name)
    );
  };
}
