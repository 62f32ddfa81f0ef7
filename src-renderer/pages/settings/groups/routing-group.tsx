import { useTranslation } from "react-i18next";
import { useLive } from "../../../live/use-live.tsx";
import type { Settings } from "../../../../src-shared/settings.ts";
import { SelectField, TextField } from "../fields.tsx";
import { wholeNumber } from "../read-text.ts";
import { SettingsSection } from "../settings-search.tsx";

const strategies: Settings["routing"]["strategy"][] = [
  "sticky",
  "fill-first",
  "most-remaining",
  "soonest-reset",
  "round-robin",
  "order",
];

export function RoutingGroup() {
  const { t } = useTranslation();
  const strategy = useLive((state) => state.settings.values.routing.strategy);
  const readWithin = (least: number, most: number) => (text: string) => {
    const value = wholeNumber(text, least, most);
    return value === null ? { wrong: t("settings.invalidNumber", { least, most }) } : { value };
  };
  return (
    <SettingsSection title={t("settings.routing")}>
      <SelectField
        of="routing.strategy"
        name={t("settings.strategy")}
        hint={t(`settings.strategyHints.${strategy}`)}
        choices={strategies.map((value) => ({ value, label: t(`settings.strategies.${value}`) }))}
      />
      <TextField
        of="routing.minimumDwellMinutes"
        name={t("settings.dwell")}
        hint={t("settings.dwellHint")}
        width={88}
        read={readWithin(0, 1440)}
      />
      <TextField
        of="routing.maxPerAccount"
        name={t("settings.maxPerAccount")}
        hint={t("settings.maxPerAccountHint")}
        width={88}
        read={readWithin(0, 1000)}
      />
      <TextField
        of="routing.maxConcurrent"
        name={t("settings.maxConcurrent")}
        hint={t("settings.maxConcurrentHint")}
        width={88}
        read={readWithin(1, 10_000)}
      />
      <TextField
        of="gateway.waitMinutes"
        name={t("settings.waitMinutes")}
        hint={t("settings.waitMinutesHint")}
        width={88}
        read={readWithin(0, 1440)}
      />
    </SettingsSection>
  );
}
