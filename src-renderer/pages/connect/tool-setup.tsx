import { useTranslation } from "react-i18next";
import type { ToolId } from "../../../src-shared/contract/index.ts";
import { ProblemNote } from "../../components/problem-note.tsx";
import { Status, type Tone } from "../../components/status.tsx";
import { isMissing } from "./setup-buttons.tsx";
import classes from "./tool-setup.module.css";
import type { Tools } from "./use-tools.ts";

const tones: Record<"off" | "on" | "drift", Tone> = { off: "off", on: "good", drift: "attention" };

/** Whether a tool is set up, and in which file. */
export function ToolSetup({ id, tools }: { id: ToolId; tools: Tools }) {
  const { t } = useTranslation();
  const tool = tools.of(id);
  if (tool === null) return tools.problem !== null && <ProblemNote problem={tools.problem} />;
  return (
    <p className={classes.line}>
      <Status tone={tones[tool.state]}>
        {isMissing(tool) ? t("connect.missing") : t(`connect.setup.${tool.state}`)} <code>{tool.file}</code>
      </Status>
    </p>
  );
}

/** What undoing it left alone, or why it failed: told also where the row is closed. */
export function ToolUndone({ id, tools }: { id: ToolId; tools: Tools }) {
  const { t } = useTranslation();
  const foreign = tools.foreign(id);
  return (
    <>
      {tools.undoing === id && tools.off.problem !== null && <ProblemNote problem={tools.off.problem} />}
      {foreign.length > 0 && (
        <output className={classes.foreign}>
          {t("connect.leftAlone")} <code>{foreign.join(", ")}</code>
        </output>
      )}
    </>
  );
}
