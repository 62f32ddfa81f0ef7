import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ToolId } from "../../../src-shared/contract/index.ts";
import { ActionButton } from "../../components/action-button.tsx";
import { ProblemNote } from "../../components/problem-note.tsx";
import { Status, type Tone } from "../../components/status.tsx";
import { SetupDialog } from "./setup-dialog.tsx";
import classes from "./tool-setup.module.css";
import type { Tools } from "./use-tools.ts";

const tones: Record<"off" | "on" | "drift", Tone> = { off: "off", on: "good", drift: "attention" };

/** Sets a tool up with a click, and undoes it. */
export function ToolSetup({ id, name, tools }: { id: ToolId; name: string; tools: Tools }) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState(false);
  const tool = tools.of(id);
  if (tool === null) return tools.problem !== null && <ProblemNote problem={tools.problem} />;
  const foreign = tools.foreign(id);
  const missing = tool.state === "off" && !tool.present;
  return (
    <>
      <div className={classes.line}>
        <Status tone={tones[tool.state]}>
          {missing ? t("connect.missing") : t(`connect.setup.${tool.state}`)} <code>{tool.file}</code>
        </Status>
        <div className={classes.buttons}>
          {tool.state !== "on" && (
            <ActionButton size="compact-sm" disabled={missing} onClick={() => setAsking(true)}>
              {tool.state === "off" ? t("connect.setUp") : t("connect.setUpAgain")}
            </ActionButton>
          )}
          {tool.state !== "off" && (
            <ActionButton
              size="compact-sm"
              pending={tools.off.pending}
              aria-label={t("connect.undoLabel", { name })}
              onClick={() => void tools.off.run(id)}
            >
              {t("connect.undo")}
            </ActionButton>
          )}
        </div>
      </div>
      {tools.off.problem !== null && <ProblemNote problem={tools.off.problem} />}
      {foreign.length > 0 && (
        <output className={classes.foreign}>
          {t("connect.leftAlone")} <code>{foreign.join(", ")}</code>
        </output>
      )}
      {asking && <SetupDialog id={id} name={name} tools={tools} onClose={() => setAsking(false)} />}
    </>
  );
}
