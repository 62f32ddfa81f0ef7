import { useTranslation } from "react-i18next";
import type { ModelView } from "../../../src-shared/contract/index.ts";
import { CopyButton } from "../../components/copy-button.tsx";
import { useFormat } from "../../format/use-format.ts";
import { useLive } from "../../live/use-live.tsx";
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
      <td className={classes.wide}>{model.inputs.join(", ") || dash}</td>
      <td className={classes.wide}>{model.tiers.join(", ") || dash}</td>
    </tr>
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
