import { Button } from "@mantine/core";
import { Component, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { FullPage } from "./full-page.tsx";

/** Keeps a fault in one page from taking the window with it. */
export class PageFault extends Component<{ children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override render() {
    if (!this.state.failed) return this.props.children;
    return <Fault onRetry={() => this.setState({ failed: false })} />;
  }
}

function Fault({ onRetry }: { onRetry: () => void }) {
  const { t } = useTranslation();
  return (
    <FullPage title={t("connection.crashedTitle")} body={t("connection.crashedBody")}>
      <Button variant="filled" onClick={onRetry}>
        {t("connection.crashedRetry")}
      </Button>
    </FullPage>
  );
}
