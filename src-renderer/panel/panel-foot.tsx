import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { CopyButton } from "../components/copy-button.tsx";
import { useMutation } from "../query/use-mutation.ts";
import { useClient, useLive } from "../live/use-live.tsx";
import classes from "./panel.module.css";

export function PanelFoot() {
  const { t } = useTranslation();
  const client = useClient();
  const baseUrl = useLive((state) => state.gateway.baseUrl);
  const open = useMutation(() => client.app.openWindow());
  const quit = useMutation(() => client.app.quit());
  return (
    <footer className={classes.foot}>
      <CopyButton variant="subtle" text={baseUrl} label={t("gateway.copyBaseUrl")} />
      <Button variant="subtle" className={classes.end} onClick={() => void open.run()}>
        {t("panel.open")}
      </Button>
      <Button variant="subtle" onClick={() => void quit.run()}>
        {t("panel.quit")}
      </Button>
    </footer>
  );
}
