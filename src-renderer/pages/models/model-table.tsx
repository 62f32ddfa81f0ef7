import { useTranslation } from "react-i18next";
import type { ModelView } from "../../../src-shared/contract/index.ts";
import { CopyButton } from "../../components/copy-button.tsx";
import { outcomeTones } from "../../components/requests/request-line.tsx";
import { Status } from "../../components/status.tsx";
import { useAccountNames } from "../../format/account-name.ts";
import { useFormat } from "../../format/use-format.ts";
import { useLive } from "../../live/use-live.tsx";
import { useNow } from "../../live/use-now.ts";
import classes from "./model-table.module.css";

export function ModelTable({ models }: { models: ModelView[] }) {
  const { t } = useTranslation();
  return (
    <table className={classes.table} aria-label={t("nav.models")}>
      <thead>
        <tr>
          <th scope="col">{t("models.id")}</th>
          <th scope="col" className={classes.number}>
            {t("models.context")}
          </th>
          <th scope="col">{t("models.efforts")}</th>
          <th scope="col" className={classes.accounts}>
            {t("models.accounts")}
          </th>
          <th scope="col">{t("models.last")}</th>
          <th scope="col" className={classes.wide}>
            {t("models.inputs")}
          </th>
          <th scope="col" className={classes.wide}>
            {t("models.tiers")}
          </th>
        </tr>
      </thead>
      <tbody>
        {models.map((model) => (
          <ModelRow key={model.id} model={model} />
        ))}
      </tbody>
    </table>
  );
}

function ModelRow({ model }: { model: ModelView }) {
  const { t } = useTranslation();
  const format = useFormat();
  const isDefault = useLive((state) => state.settings.values.models.default === model.id);
  const isFallback = useLive((state) => state.settings.values.models.fallback === model.id);
  const dash = t("common.unknown");
  const notes = [
    isDefault && t("models.isDefault"),
    isFallback && t("models.isFallback"),
    !model.listed && t("models.hidden"),
  ].filter((note) => note !== false);

  return (
    <tr>
      <th scope="row" className={classes.id}>
        <code>{model.id}</code>
        <span className={classes.notes}>{notes.join(" · ")}</span>
        <span className={classes.copy}>
          <CopyButton iconOnly text={model.id} label={t("models.copyId", { id: model.id })} />
        </span>
      </th>
      <td className={classes.number}>
        {model.contextWindow === null ? dash : format.compact(model.contextWindow)}
      </td>
      <td
        title={
          model.defaultEffort === null
            ? undefined
            : t("models.defaultEffort", { effort: model.defaultEffort })
        }
      >
        {model.efforts.length === 0
          ? dash
          : model.efforts.map((effort) => <Effort key={effort} name={effort} of={model} />)}
      </td>
      <td className={classes.accounts}>
        <Accounts id={model.id} />
      </td>
      <td className={classes.last}>
        <LastResult id={model.id} />
      </td>
      <td className={classes.wide}>{model.inputs.join(", ") || dash}</td>
      <td className={classes.wide}>{model.tiers.join(", ") || dash}</td>
    </tr>
  );
}

/** For how many of the accounts the model is not excluded; the others are named on pointing. */
function Accounts({ id }: { id: string }) {
  const { t } = useTranslation();
  const names = useAccountNames();
  const accounts = useLive((state) => state.accounts);
  const without = accounts.filter(({ excludedModels }) => excludedModels.includes(id));
  const all = accounts.length;
  if (all === 0) return t("common.unknown");
  if (without.length === 0) return t("models.accountsAll");
  const excluded = t("models.accountsExcluded", {
    names: without.map((account) => names.name(account)).join(", "),
  });
  return (
    <span title={excluded}>
      {without.length === all
        ? t("models.accountsNone")
        : t("models.accountsSome", { count: all - without.length, all })}
      <span className="visually-hidden">. {excluded}</span>
    </span>
  );
}

/** How the newest finished request for it ended, among those the window knows. */
function LastResult({ id }: { id: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow();
  const row = useLive((state) =>
    state.requests.find(({ model, outcome }) => model === id && outcome !== "running"),
  );
  if (row === undefined) return <span className={classes.never}>{t("models.lastNever")}</span>;
  return (
    <Status tone={outcomeTones[row.outcome]}>
      {t(`requests.${row.outcome}`)} <span className={classes.never}>{format.ago(row.startedAt, now)}</span>
    </Status>
  );
}

function Effort({ name, of }: { name: string; of: ModelView }) {
  return (
    <>
      <span className={classes.effort} data-default={name === of.defaultEffort || undefined}>
        {name}
      </span>{" "}
    </>
  );
}
