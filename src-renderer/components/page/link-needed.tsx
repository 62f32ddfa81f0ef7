import { useTranslation } from "react-i18next";
import { CopyButton } from "../copy-button.tsx";
import { FullPage } from "./full-page.tsx";
import classes from "./link-needed.module.css";

const command = "switchyard console";

/** For a browser that came without a link, or with one that is no longer valid. */
export function LinkNeeded({ refused = false }: { refused?: boolean }) {
  const { t } = useTranslation();
  return (
    <main className={classes.main}>
      <FullPage
        title={refused ? t("connection.refusedTitle") : t("connection.noLinkTitle")}
        body={refused ? t("connection.refusedBody") : t("connection.noLinkBody")}
      >
        <div className={classes.command}>
          <code>{command}</code>
          <CopyButton iconOnly text={command} label={t("common.copy")} />
        </div>
      </FullPage>
    </main>
  );
}
