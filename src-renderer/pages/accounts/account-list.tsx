import { Button } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Empty } from "../../components/page/empty.tsx";
import { ProblemNote } from "../../components/problem-note.tsx";
import { useConnection, useLive } from "../../live/use-live.tsx";
import { AccountCard } from "./account-card.tsx";
import { AccountLine } from "./account-line.tsx";
import { AccountsToolbar } from "./accounts-toolbar.tsx";
import { BulkBar } from "./bulk-bar.tsx";
import { shownAccounts, type StatusFilter } from "./shown-accounts.ts";
import { useOrdering } from "./use-ordering.ts";
import { useSelection } from "./use-selection.ts";

/** From this many on they can be searched, filtered and picked. */
const manyAccounts = 6;

/** Beyond this many they are lines instead of cards. */
const mostCards = 12;

export function AccountList({ onSignIn }: { onSignIn: (accountId: string) => void }) {
  const { t } = useTranslation();
  const accounts = useLive((state) => state.accounts);
  const online = useConnection().state === "live";
  const [query, setQuery] = useState("");
  const [status, setStatus] = useState<StatusFilter>("all");
  const picking = useSelection();
  const ordering = useOrdering(accounts);
  const shown = shownAccounts(accounts, query, status);
  const filtered = shown.length !== accounts.length;
  const movable = accounts.length > 1 && online && !filtered && picking.selection === null;
  const Item = accounts.length > mostCards ? AccountLine : AccountCard;

  const showAll = () => {
    setQuery("");
    setStatus("all");
  };

  return (
    <>
      {picking.selection !== null ? (
        <BulkBar
          picked={accounts.filter(({ id }) => picking.ids.includes(id))}
          onAll={() => picking.selection?.set(shown.map(({ id }) => id))}
          onDone={picking.end}
        />
      ) : (
        (accounts.length >= manyAccounts || filtered) && (
          <AccountsToolbar
            query={query}
            status={status}
            onQuery={setQuery}
            onStatus={setStatus}
            onSelect={picking.begin}
          />
        )
      )}
      {ordering.save.problem !== null && <ProblemNote problem={ordering.save.problem} />}
      {shown.length === 0 ? (
        <Empty title={t("accounts.noneFoundTitle")} body={t("accounts.noneFoundBody")}>
          <Button onClick={showAll}>{t("accounts.showAll")}</Button>
        </Empty>
      ) : (
        <ul>
          {shown.map((account) => (
            <Item
              key={account.id}
              account={account}
              onSignIn={onSignIn}
              ordering={movable ? ordering : null}
              selection={picking.selection}
            />
          ))}
        </ul>
      )}
    </>
  );
}
