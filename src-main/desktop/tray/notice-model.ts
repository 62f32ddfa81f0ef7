/** Which notifications a change of the live state is worth. Pure: shown elsewhere. */
import { accountNames } from "../../../src-shared/account-name.ts";
import type { AccountView, LiveState } from "../../../src-shared/contract/index.ts";
import { windowName } from "../../../src-shared/limits/window-name.ts";
import { isLimitNear, tightestWindow } from "./limit-line.ts";
import type { NoticeTexts } from "./notice-text.ts";

/** Each has a switch of its own in the settings. */
type NoticeKind = "limit-near" | "account-switched" | "sign-in-needed" | "window-reset" | "gateway-stopped";

export interface Notice {
  kind: NoticeKind;
  title: string;
  body: string;
}

/** Notices for what happened between two states; none for what was so from the beginning. */
export function noticesOf(before: LiveState, after: LiveState, now: number, words: NoticeTexts): Notice[] {
  const { desktop } = after.settings.values;
  const wanted: Record<NoticeKind, boolean> = {
    "limit-near": desktop.notifyLimit,
    "account-switched": desktop.notifySwitch,
    "sign-in-needed": desktop.notifySignIn,
    "window-reset": desktop.notifyReset,
    "gateway-stopped": desktop.notifyStopped,
  };
  const name = accountNames(after.accounts, desktop.maskEmails, words.unnamed);
  const found = [
    ...gatewayNotices(before, after, words),
    ...after.accounts.flatMap((account) => {
      const earlier = before.accounts.find(({ id }) => id === account.id);
      return earlier ? accountNotices(earlier, account, name(account), now, words) : [];
    }),
    ...switchNotices(before, after, name, words),
  ];
  return found.filter(({ kind }) => wanted[kind]);
}

function gatewayNotices(before: LiveState, { gateway }: LiveState, words: NoticeTexts): Notice[] {
  // Stopping it oneself is no news.
  if (gateway.state !== "failed" || before.gateway.state === "failed") return [];
  return [{ kind: "gateway-stopped", title: words.gatewayStopped, body: gateway.problem?.message ?? "" }];
}

function accountNotices(
  before: AccountView,
  after: AccountView,
  name: string,
  now: number,
  words: NoticeTexts,
): Notice[] {
  if (after.health === "sign-in-needed" && before.health !== "sign-in-needed") {
    return [{ kind: "sign-in-needed", title: words.signInNeeded(name), body: words.signInAgain }];
  }
  if (before.health === "limited" && after.health === "ok") {
    return [{ kind: "window-reset", title: words.worksAgain(name), body: words.windowReset }];
  }
  if (!after.active || after.paused || !isLimitNear(after, now) || isLimitNear(before, now)) return [];
  const window = tightestWindow(after, now);
  if (window === null) return [];
  const left = Math.max(0, Math.floor(100 - window.usedPercent));
  return [
    {
      kind: "limit-near",
      title: words.limitNear(name),
      body: words.left(windowName(window.minutes, words.language), left),
    },
  ];
}

function switchNotices(
  before: LiveState,
  after: LiveState,
  name: (account: AccountView) => string,
  words: NoticeTexts,
): Notice[] {
  const [from, to] = [before, after].map(({ accounts }) => accounts.find(({ active }) => active));
  if (!from || !to || from.id === to.id) return [];
  // What the person chose, or a strategy does all the time, is no news.
  const code = to.activeReason?.code;
  if (code !== "previous-limited" && code !== "previous-unavailable") return [];
  return [
    { kind: "account-switched", title: words.switchedTo(name(to)), body: to.activeReason?.message ?? "" },
  ];
}
