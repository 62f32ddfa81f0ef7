import { useTranslation } from "react-i18next";
import { Status } from "../../components/status.tsx";
import { useAnswer } from "../../live/use-answer.ts";
import { useClient } from "../../live/use-live.tsx";

/** Files of the data folder that could not be understood: what was in them is missing elsewhere on the page. */
export function SetAsideNote() {
  const { t } = useTranslation();
  const client = useClient();
  const files = useAnswer(() => client.data.setAside(), "").value ?? [];
  return files.map((file) => (
    <Status key={file} tone="attention">
      {t("overview.setAside", { file })}
    </Status>
  ));
}
