import { Button } from "@mantine/core";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { useLocation } from "wouter";
import { Empty } from "../../components/page/empty.tsx";
import { PlusIcon } from "../../components/icons.tsx";
import { Page } from "../../components/page/page.tsx";
import { useSignInDialog } from "../../components/sign-in/use-sign-in-dialog.tsx";
import { Status } from "../../components/status.tsx";
import { useLive } from "../../live/use-live.tsx";
import { AccountList } from "./account-list.tsx";
import { ProviderList } from "./providers/provider-list.tsx";
import classes from "./accounts-page.module.css";

export function AccountsPage() {
  const { t } = useTranslation();
  const none = useLive((state) => state.accounts.length === 0);
  const step = useLive((state) => state.signIn.step);
  const dialog = useSignInDialog();
  useLinkToSignIn(dialog.open);
  const underWay = step === "browser" || step === "device" || step === "finishing";

  return (
    <Page
      title={t("nav.accounts")}
      actions={
        !none && (
          <Button variant="filled" leftSection={<PlusIcon />} onClick={dialog.open}>
            {t("accounts.add")}
          </Button>
        )
      }
    >
      {underWay && !dialog.opened && (
        <p className={classes.underWay}>
          <Status tone="busy">{t("accounts.underWay")}</Status>
          <Button size="compact-sm" onClick={dialog.open}>
            {t("accounts.showSignIn")}
          </Button>
        </p>
      )}
      {none ? (
        <Empty title={t("accounts.emptyTitle")} body={t("accounts.emptyBody")}>
          <Button variant="filled" onClick={dialog.open}>
            {t("accounts.add")}
          </Button>
        </Empty>
      ) : (
        <AccountList onSignIn={dialog.openFor} />
      )}
      <ProviderList />
      {dialog.element}
    </Page>
  );
}

/** `/accounts/sign-in` is this page with the dialog open. */
function useLinkToSignIn(open: () => void): void {
  const [path, go] = useLocation();
  useEffect(() => {
    if (path !== "/accounts/sign-in") return;
    open();
    go("/accounts", { replace: true });
  }, [path, go, open]);
}
