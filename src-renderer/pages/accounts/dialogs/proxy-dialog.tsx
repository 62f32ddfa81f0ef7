import { Button, Modal, SegmentedControl, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { AccountView } from "../../../../src-shared/contract/index.ts";
import { ActionButton } from "../../../components/action-button.tsx";
import { ProblemNote } from "../../../components/problem-note.tsx";
import { useReturnFocus } from "../../../components/use-return-focus.ts";
import { useAccountNames } from "../../../format/account-name.ts";
import { useMutation } from "../../../query/use-mutation.ts";
import { useClient } from "../../../live/use-live.tsx";
import classes from "./proxy-dialog.module.css";

type Way = "default" | "none" | "own";

/** An account's own way out. The address that is there is shown without its password, and typed anew to be changed. */
export function ProxyDialog({ account, onClose }: { account: AccountView; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useClient();
  useReturnFocus();
  const name = useAccountNames().name(account);
  const { id, proxy } = account;
  const before: Way = proxy === null ? "default" : proxy === "none" ? "none" : "own";
  const [way, setWay] = useState<Way>(before);
  const [address, setAddress] = useState("");
  const kept = before === "own" && address.trim() === "";
  const save = useMutation(() =>
    client.accounts.setProxy({ id, proxy: way === "own" ? address.trim() : way === "none" ? "none" : null }),
  );

  const submit = async () => {
    if ((way === "own" && kept) || (await save.run())) onClose();
  };

  return (
    <Modal
      opened
      onClose={onClose}
      size={460}
      title={t("accounts.proxyTitle", { name })}
      closeButtonProps={{ "aria-label": t("common.close") }}
    >
      <form
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <p className={classes.hint}>{t("accounts.proxyHint")}</p>
        <SegmentedControl
          aria-label={t("accounts.proxyWay")}
          value={way}
          onChange={(value) => setWay(value)}
          data={[
            { value: "default", label: t("accounts.proxyDefault") },
            { value: "none", label: t("accounts.proxyNone") },
            { value: "own", label: t("accounts.proxyOwn") },
          ]}
        />
        <TextInput
          label={t("settings.proxyUrl")}
          description={t("settings.proxyUrlHint")}
          placeholder={before === "own" && proxy !== null ? proxy : "socks5://127.0.0.1:1080"}
          spellCheck={false}
          autoComplete="off"
          disabled={way !== "own"}
          value={address}
          onChange={(event) => setAddress(event.currentTarget.value)}
        />
        {save.problem !== null && <ProblemNote problem={save.problem} />}
        <div className={classes.buttons}>
          <Button onClick={onClose}>{t("common.cancel")}</Button>
          <ActionButton
            type="submit"
            variant="filled"
            pending={save.pending}
            disabled={way === "own" && !kept && address.trim() === ""}
          >
            {t("common.save")}
          </ActionButton>
        </div>
      </form>
    </Modal>
  );
}
