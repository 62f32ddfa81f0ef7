/** The ChatGPT accounts as slots of their provider. */
import type { Slot } from "../../../src-shared/standing.ts";
import type { SlotSource } from "../../platform/slot-source.ts";
import type { AccountStore } from "../account-store.ts";
import { accountName, type Account } from "../account.ts";

export function accountSlots(store: AccountStore): SlotSource {
  // An account that changes is another object: what was made of one stays right.
  const known = new WeakMap<Account, Slot>();

  function slotOf(account: Account): Slot {
    let slot = known.get(account);
    if (slot === undefined) {
      slot = toSlot(account);
      known.set(account, slot);
    }
    return slot;
  }

  return {
    all: () => store.all().map(slotOf),
    get(id) {
      const account = store.get(id);
      return account && slotOf(account);
    },
    activeId: store.activeId,
    changed: store.changed,
  };
}

function toSlot(account: Account): Slot {
  const { id, paused, excludedModels, deadSince, tokens, linked } = account;
  // A linked login that is not there any more has ended; one of ours without tokens is sealed.
  const ended = deadSince !== null || (tokens === null && linked !== null);
  return { id, name: accountName(account), ended, sealed: !ended && tokens === null, paused, excludedModels };
}
