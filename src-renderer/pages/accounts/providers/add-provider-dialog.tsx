import { Button, Modal, NativeSelect, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { providerPresets, type Dialect, type ProviderKind } from "../../../../src-shared/provider-kinds.ts";
import { ActionButton } from "../../../components/action-button.tsx";
import { ProblemNote } from "../../../components/problem-note.tsx";
import { useReturnFocus } from "../../../components/use-return-focus.ts";
import { useClient, useQueries } from "../../../live/use-live.tsx";
import { useMutation } from "../../../query/use-mutation.ts";
import { useQuery } from "../../../query/use-query.ts";
import classes from "./add-provider-dialog.module.css";
import {
  addInputOf,
  fieldsOf,
  formOfChoice,
  formOfFound,
  formOfKind,
  presetTitles,
  type ProviderForm,
} from "./add-provider-form.ts";

interface Properties {
  /** Those that can be added. */
  kinds: ProviderKind[];
  onAdded: () => Promise<void>;
  onClose: () => void;
}

/** A provider from what lies on this computer, from a preset, or from nothing but its kind. */
export function AddProviderDialog({ kinds, onAdded, onClose }: Properties) {
  const { t } = useTranslation();
  const client = useClient();
  const queries = useQueries();
  useReturnFocus();
  const found = useQuery(queries.providers.found.queryOptions());
  const [choice, setChoice] = useState("anthropic-key");
  const [form, setForm] = useState<ProviderForm>(
    () => formOfChoice("anthropic-key") ?? formOfKind("anthropic"),
  );
  const set = (edit: Partial<ProviderForm>) => setForm({ ...form, ...edit });
  const fields = fieldsOf(form.kind);
  const add = useMutation(() => client.providers.add(addInputOf(form)));
  const plain = { spellCheck: false, autoComplete: "off" } as const;

  const choose = (value: string) => {
    setChoice(value);
    setForm(formOfChoice(value) ?? form);
    add.clear();
  };
  const submit = async () => {
    if (!(await add.run())) return;
    // The list first: what had the focus may be gone with it.
    await onAdded();
    onClose();
  };

  return (
    <Modal
      opened
      onClose={onClose}
      size={480}
      title={t("providers.add")}
      closeButtonProps={{ "aria-label": t("common.close") }}
    >
      <form
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        {/* As high before the answer as after it: nothing moves while somebody types. */}
        <div>
          <p className={classes.hint}>{t("providers.found")}</p>
          <div className={classes.found} aria-busy={found.data === null && found.problem === null}>
            {found.data?.length === 0 && <span className={classes.hint}>{t("providers.foundNone")}</span>}
            {found.data
              ?.filter(({ kind }) => kinds.includes(kind))
              .map((one) => (
                <Button
                  key={`${one.kind} ${one.name} ${one.from.where}`}
                  onClick={() => {
                    setChoice(`kind:${one.kind}`);
                    setForm(formOfFound(one));
                    add.clear();
                  }}
                >
                  {t("providers.foundOne", { name: one.name, where: one.from.where })}
                </Button>
              ))}
          </div>
        </div>
        <NativeSelect
          data-autofocus
          label={t("providers.choice")}
          value={choice}
          onChange={(event) => choose(event.currentTarget.value)}
          data={[
            {
              group: t("providers.presets"),
              items: Object.entries(providerPresets)
                .filter(([, { kind }]) => kinds.includes(kind))
                .map(([value]) => ({ value, label: presetTitles[value] ?? value })),
            },
            {
              group: t("providers.kinds"),
              items: kinds.map((kind) => ({
                value: `kind:${kind}`,
                label: t(`providers.kind.${kind}`),
              })),
            },
          ]}
        />
        <TextInput
          {...plain}
          label={t("providers.name")}
          required
          withAsterisk={false}
          value={form.name}
          onChange={(event) => set({ name: event.currentTarget.value })}
        />
        {fields.base && (
          <TextInput
            {...plain}
            label={t("providers.base")}
            description={t("providers.baseHint")}
            value={form.base}
            onChange={(event) => set({ base: event.currentTarget.value })}
          />
        )}
        {fields.key &&
          (form.keyVariable === null ? (
            <TextInput
              {...plain}
              type="password"
              label={fields.keyRequired ? t("providers.key") : t("providers.keyOptional")}
              required={fields.keyRequired}
              withAsterisk={false}
              value={form.key}
              onChange={(event) => set({ key: event.currentTarget.value })}
            />
          ) : (
            <p>{t("providers.keyFrom", { variable: form.keyVariable })}</p>
          ))}
        {fields.dialect && (
          <NativeSelect
            label={t("providers.dialect")}
            value={form.dialect}
            onChange={(event) => set({ dialect: event.currentTarget.value as Dialect })}
            data={[
              { value: "chat", label: "Chat Completions" },
              { value: "responses", label: "Responses" },
            ]}
          />
        )}
        {fields.program && (
          <TextInput
            {...plain}
            label={t("providers.program")}
            value={form.program}
            onChange={(event) => set({ program: event.currentTarget.value })}
          />
        )}
        {(form.kind === "claude-code" || form.kind === "acp") && (
          <label className={classes.accept}>
            <input
              type="checkbox"
              checked={form.accepted}
              onChange={(event) => set({ accepted: event.currentTarget.checked })}
            />
            <span>
              {t(`providers.acceptance.${form.kind}`)} {t("providers.accept")}
            </span>
          </label>
        )}
        {add.problem !== null && <ProblemNote problem={add.problem} />}
        <div className={classes.buttons}>
          <Button onClick={onClose}>{t("common.cancel")}</Button>
          <ActionButton type="submit" variant="filled" pending={add.pending}>
            {t("providers.addConfirm")}
          </ActionButton>
        </div>
      </form>
    </Modal>
  );
}
