import { useTranslation } from "react-i18next";
import { ActionButton } from "../../../components/action-button.tsx";
import { CopyButton } from "../../../components/copy-button.tsx";
import { ProblemNote } from "../../../components/problem-note.tsx";
import { Status } from "../../../components/status.tsx";
import { useMutation } from "../../../query/use-mutation.ts";
import { useQuery } from "../../../query/use-query.ts";
import { useClient, useLive, useQueries } from "../../../live/use-live.tsx";
import { createApiKey } from "../create-api-key.ts";
import classes from "./lan-group.module.css";
import { restartGateway } from "../restart-gateway.ts";
import { useSetting } from "../setting.ts";
import { SettingRow } from "../setting-row.tsx";
import { SettingsSection } from "../settings-search.tsx";

const everywhere = ["0.0.0.0", "::"];

/** Lets other computers on the network in, never without a key, and says where they find the gateway. */
export function LanGroup() {
  const { t } = useTranslation();
  const client = useClient();
  const host = useSetting("gateway.host");
  const key = useSetting("gateway.apiKey");
  const running = useLive((state) => state.gateway.state === "running");
  const open = everywhere.includes(String(host.value));

  const change = useMutation(async () => {
    await client.settings.update({
      gateway: open
        ? { host: "127.0.0.1" }
        : { host: "0.0.0.0", ...(key.value === null ? { apiKey: createApiKey() } : {}) },
    });
    if (running) await restartGateway(client);
  });

  return (
    <SettingsSection title={t("settings.lan")}>
      <SettingRow
        name={t("settings.lanAccess")}
        hint={open ? t("settings.lanOpenHint") : t("settings.lanClosedHint")}
        group
      >
        {({ describedBy }) => (
          <ActionButton
            aria-describedby={describedBy}
            pending={change.pending}
            disabled={host.disabled || (!open && key.value === null && key.disabled)}
            onClick={() => void change.run()}
          >
            {open ? t("settings.lanClose") : t("settings.lanOpen")}
          </ActionButton>
        )}
      </SettingRow>
      {change.problem !== null && <ProblemNote problem={change.problem} />}
      {open && <Addresses />}
    </SettingsSection>
  );
}

function Addresses() {
  const { t } = useTranslation();
  const queries = useQueries();
  const port = useLive((state) => state.gateway.port);
  const addresses = useQuery(queries.network.addresses.queryOptions()).data ?? [];
  const urls = addresses.map((address) =>
    address.includes(":") ? `http://[${address}]:${port}/v1` : `http://${address}:${port}/v1`,
  );
  return (
    <SettingRow name={t("settings.lanAddresses")} hint={t("settings.lanAddressesHint")} group>
      {() => (
        <div className={classes.share}>
          <ul className={classes.addresses} aria-label={t("settings.lanAddresses")}>
            {urls.map((url) => (
              <li key={url}>
                <code className="selectable">{url}</code>
                <CopyButton iconOnly text={url} label={t("settings.lanCopy", { url })} />
              </li>
            ))}
          </ul>
          <Status tone="attention">{t("settings.lanWarning")}</Status>
        </div>
      )}
    </SettingRow>
  );
}
