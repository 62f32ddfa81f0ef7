import { useTranslation } from "react-i18next";
import { useFormat } from "../../format/use-format.ts";
import { useMutation } from "../../query/use-mutation.ts";
import { useClient, useLive } from "../../live/use-live.tsx";
import { useNow } from "../../live/use-now.ts";
import { ActionButton } from "../action-button.tsx";
import { ProblemNote } from "../problem-note.tsx";
import classes from "./codex-row.module.css";
import { usePresentLogin } from "./use-present-login.ts";

/** What is worth knowing of Codex's own login: that it lies elsewhere, or that it was put there and can be taken back. */
export function LoginNote() {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow();
  const client = useClient();
  const { store, present, undo } = useLive((state) => state.codex.login);
  const words = usePresentLogin();
  const back = useMutation(() => client.codex.undoLogin());
  if (store !== "file" && present.kind === "none")
    return <p className={classes.note}>{t(`codex.store.${store}`)}</p>;
  if (undo === null) return null;
  return (
    <>
      <div className={classes.note}>
        <p>
          {t("codex.loginApplied", { name: words(present), when: format.ago(undo.at, now) })}{" "}
          {t("codex.loginBefore", { name: words(undo.former) })}
        </p>
        <ActionButton size="compact-sm" pending={back.pending} onClick={() => void back.run()}>
          {t("codex.loginUndo")}
        </ActionButton>
      </div>
      {back.problem !== null && <ProblemNote problem={back.problem} />}
    </>
  );
}
