import { Modal } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { ProblemNote } from "../../components/problem-note.tsx";
import { useReturnFocus } from "../../components/use-return-focus.ts";
import { useQuery } from "../../query/use-query.ts";
import { useQueries } from "../../live/use-live.tsx";
import classes from "./licenses-dialog.module.css";

/** Every package that is part of the program, each with the words of its licence. */
export function LicensesDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const queries = useQueries();
  useReturnFocus();
  const { data: list, problem } = useQuery(queries.app.licenses.queryOptions());
  return (
    <Modal
      opened
      onClose={onClose}
      size={640}
      title={t("settings.licenses")}
      closeButtonProps={{ "aria-label": t("common.close") }}
    >
      {problem !== null && <ProblemNote problem={problem} />}
      {list !== null && list.length === 0 && <p>{t("settings.noLicenses")}</p>}
      <ul className={classes.list}>
        {(list ?? []).map(({ name, version, license, text }) => (
          <li key={`${name} ${version}`}>
            <details>
              <summary className={classes.line}>
                <span>{name}</span> <span className={classes.version}>{version}</span>
                <span className={classes.license}>{license}</span>
              </summary>
              <pre className={classes.text}>{text}</pre>
            </details>
          </li>
        ))}
      </ul>
    </Modal>
  );
}
