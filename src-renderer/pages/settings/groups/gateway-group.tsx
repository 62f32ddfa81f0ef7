import { useTranslation } from "react-i18next";
import { ActionButton } from "../../../components/action-button.tsx";
import { ProblemNote } from "../../../components/problem-note.tsx";
import { Status } from "../../../components/status.tsx";
import { useMutation } from "../../../query/use-mutation.ts";
import { useClient, useLive } from "../../../live/use-live.tsx";
import { ApiKeyField } from "../api-key-field.tsx";
import { SwitchField, TextField } from "../fields.tsx";
import classes from "./gateway-group.module.css";
import { restartGateway } from "../restart-gateway.ts";
import { wholeNumber } from "../read-text.ts";
import { SettingsSection } from "../settings-search.tsx";

export function GatewayGroup() {
  const { t } = useTranslation();
  const readPort = (text: string) => {
    const value = wholeNumber(text, 0, 65_535);
    return value === null ? { wrong: t("settings.invalidPort") } : { value };
  };
  const readHost = (text: string) => (text === "" ? { wrong: t("settings.invalidEmpty") } : { value: text });

  return (
    <SettingsSection title={t("settings.gateway")}>
      <RestartNote />
      <SwitchField of="gateway.enabled" name={t("settings.enabled")} hint={t("settings.enabledHint")} />
      <TextField
        of="gateway.host"
        name={t("settings.host")}
        hint={t("settings.hostHint")}
        width={160}
        read={readHost}
      />
      <TextField
        of="gateway.port"
        name={t("settings.port")}
        hint={t("settings.portHint")}
        width={88}
        read={readPort}
      />
      <TextField
        of="gateway.consolePort"
        name={t("settings.consolePort")}
        hint={t("settings.consolePortHint")}
        width={88}
        read={readPort}
      />
      <ApiKeyField />
    </SettingsSection>
  );
}

/** Shown while the gateway still listens where it did before the settings were changed. */
function RestartNote() {
  const { t } = useTranslation();
  const client = useClient();
  const gateway = useLive((state) => state.gateway);
  const { host, port } = useLive((state) => state.settings.values.gateway);
  const restart = useMutation(() => restartGateway(client));
  // Port 0 means any free port: what it runs on is then always another.
  const same = gateway.host === host && (port === 0 || gateway.port === port);
  if (!restart.pending && (gateway.state !== "running" || same)) return null;
  return (
    <div className={classes.restart}>
      <Status tone="attention">
        {t("settings.restartNeeded", { address: `${gateway.host}:${gateway.port}` })}
      </Status>
      <ActionButton pending={restart.pending} onClick={() => void restart.run()}>
        {t("gateway.restart")}
      </ActionButton>
      {restart.problem !== null && <ProblemNote problem={restart.problem} />}
    </div>
  );
}
