import { Button } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { requestsCsv } from "../../../../src-shared/requests/requests-csv.ts";
import { ActionButton } from "../../../components/action-button.tsx";
import { CopyButton } from "../../../components/copy-button.tsx";
import { ProblemNote } from "../../../components/problem-note.tsx";
import { useSaveText } from "../../../components/use-save-text.ts";
import { useAccountNames } from "../../../format/account-name.ts";
import { useMutation } from "../../../query/use-mutation.ts";
import { useClient, useConnection, useLive } from "../../../live/use-live.tsx";
import { allRows } from "../../requests/all-rows.ts";
import classes from "./data-group.module.css";
import { TextField } from "../fields.tsx";
import { wholeNumber } from "../read-text.ts";
import { SettingRow } from "../setting-row.tsx";
import { SettingsSection } from "../settings-search.tsx";
import { WipeDialog } from "../wipe-dialog.tsx";

/** What is kept on this computer: where, for how long, a copy of it, and away with it. */
export function DataGroup() {
  const { t } = useTranslation();
  const readDays = (text: string) => {
    const value = wholeNumber(text, 1, 3660);
    return value === null ? { wrong: t("settings.invalidNumber", { least: 1, most: 3660 }) } : { value };
  };
  return (
    <SettingsSection title={t("settings.data")}>
      <FolderRow />
      <TextField
        of="data.retentionDays"
        name={t("settings.retention")}
        hint={t("settings.retentionHint")}
        width={88}
        read={readDays}
      />
      <ExportRow />
      <WipeRow />
    </SettingsSection>
  );
}

function FolderRow() {
  const { t } = useTranslation();
  const client = useClient();
  const folder = useLive((state) => state.app.dataFolder);
  const can = useLive((state) => state.app.can.showFolder);
  const open = useMutation(() => client.data.showFolder());
  return (
    <>
      <SettingRow name={t("settings.dataFolder")} hint={t("settings.dataFolderHint")} group>
        {({ describedBy }) => (
          <div className={classes.folder}>
            <code>{folder}</code>
            <CopyButton iconOnly text={folder} label={t("settings.copyDataFolder")} />
            {can && (
              <ActionButton
                aria-describedby={describedBy}
                pending={open.pending}
                onClick={() => void open.run()}
              >
                {t("settings.showFolder")}
              </ActionButton>
            )}
          </div>
        )}
      </SettingRow>
      {open.problem !== null && <ProblemNote problem={open.problem} />}
    </>
  );
}

function ExportRow() {
  const { t } = useTranslation();
  const client = useClient();
  const names = useAccountNames();
  const saveText = useSaveText();
  const save = useMutation(async (what: "settings" | "usage") => {
    if (what === "settings") return saveText("switchyard-settings.json", await client.data.settings());
    const rows = await allRows(client, {});
    return saveText(
      "requests.csv",
      requestsCsv(rows, (id) => names.byId(id) ?? id),
    );
  });
  return (
    <>
      <SettingRow name={t("settings.exportData")} hint={t("settings.exportDataHint")} group>
        {({ describedBy }) => (
          <div className={classes.buttons}>
            <ActionButton
              aria-label={t("settings.exportSettingsLabel")}
              aria-describedby={describedBy}
              pending={save.pending}
              onClick={() => void save.run("settings")}
            >
              {t("settings.exportSettings")}
            </ActionButton>
            <ActionButton
              aria-label={t("settings.exportUsageLabel")}
              aria-describedby={describedBy}
              pending={save.pending}
              onClick={() => void save.run("usage")}
            >
              {t("settings.exportUsage")}
            </ActionButton>
          </div>
        )}
      </SettingRow>
      {save.problem !== null && <ProblemNote problem={save.problem} />}
    </>
  );
}

function WipeRow() {
  const { t } = useTranslation();
  const online = useConnection().state === "live";
  const [asking, setAsking] = useState(false);
  return (
    <>
      <SettingRow name={t("settings.wipe")} hint={t("settings.wipeHint")} group>
        {({ describedBy }) => (
          <Button aria-describedby={describedBy} disabled={!online} onClick={() => setAsking(true)}>
            {t("settings.wipeOpen")}
          </Button>
        )}
      </SettingRow>
      {asking && <WipeDialog onClose={() => setAsking(false)} />}
    </>
  );
}
