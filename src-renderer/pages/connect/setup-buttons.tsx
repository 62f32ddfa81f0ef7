import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ToolView } from "../../../src-shared/contract/index.ts";
import { ActionButton } from "../../components/action-button.tsx";
import { SetupDialog } from "./setup-dialog.tsx";
import type { Tools } from "./use-tools.ts";

/** Sets a tool up, and undoes it. */
export function SetupButtons({ tool, name, tools }: { tool: ToolView; name: string; tools: Tools }) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState(false);
  const setUp = tool.state === "off" ? t("connect.setUp") : t("connect.setUpAgain");
  return (
    <>
      {tool.state !== "on" && (
        <ActionButton
          size="compact-sm"
          disabled={isMissing(tool)}
          aria-label={`${setUp} ${name}`}
          onClick={() => setAsking(true)}
        >
          {setUp}
        </ActionButton>
      )}
      {tool.state !== "off" && (
        <ActionButton
          size="compact-sm"
          pending={tools.off.pending}
          aria-label={t("connect.undoLabel", { name })}
          onClick={() => void tools.off.run(tool.id)}
        >
          {t("connect.undo")}
        </ActionButton>
      )}
      {asking && <SetupDialog id={tool.id} name={name} tools={tools} onClose={() => setAsking(false)} />}
    </>
  );
}

/** There is nothing here that could be set up. */
export function isMissing({ state, present }: ToolView): boolean {
  return state === "off" && !present;
}
