/** The tray's words, in both languages. Placeholders are functions so that each language orders them freely. */
export type TrayLanguage = "en" | "zh";

const en = {
  language: "en" as TrayLanguage,
  running: (address: string) => `Running on ${address}`,
  starting: "Gateway is starting",
  stopping: "Gateway is stopping",
  stopped: "Gateway is stopped",
  failed: "Gateway could not start",
  startGateway: "Start gateway",
  stopGateway: "Stop gateway",
  codex: "Codex through Switchyard",
  codexChanged: "Codex through Switchyard (changed by another program)",
  noAccount: "No account yet: sign in to begin",
  signInNeeded: (account: string) => `${account}: sign in again`,
  sealed: (account: string) => `${account}: the keychain is locked`,
  limited: (account: string) => `${account}: limit reached`,
  paused: (account: string) => `${account} (paused)`,
  unnamed: "Account",
  useAccount: "Use account",
  noLimits: "Limits not read yet",
  left: (window: string, left: string) => `${window}: ${left} left`,
  leftUntil: (window: string, left: string, reset: string) => `${window}: ${left} left, resets in ${reset}`,
  stale: (window: string, left: string, since: string) => `${window}: ${left} left, stale since ${since}`,
  duration: { day: "d", hour: "h", minute: "min" },
  copyBaseUrl: "Copy base URL",
  restartToUpdate: (version: string) => `Restart to update to ${version}`,
  open: "Open Switchyard",
  quit: "Quit",
};

export type TrayTexts = typeof en;

const zh: TrayTexts = {
  language: "zh",
  running: (address) => `正在 ${address} 上运行`,
  starting: "网关正在启动",
  stopping: "网关正在停止",
  stopped: "网关已停止",
  failed: "网关无法启动",
  startGateway: "启动网关",
  stopGateway: "停止网关",
  codex: "Codex 走 Switchyard",
  codexChanged: "Codex 走 Switchyard（被其他程序更改）",
  noAccount: "还没有账号，请先登录",
  signInNeeded: (account) => `${account}：需要重新登录`,
  sealed: (account) => `${account}：钥匙串已锁定`,
  limited: (account) => `${account}：额度已用完`,
  paused: (account) => `${account}（已暂停）`,
  unnamed: "账号",
  useAccount: "使用账号",
  noLimits: "尚未读取额度",
  left: (window, left) => `${window}：剩余 ${left}`,
  leftUntil: (window, left, reset) => `${window}：剩余 ${left}，${reset}后重置`,
  stale: (window, left, since) => `${window}：剩余 ${left}，自 ${since} 起未更新`,
  duration: { day: "天", hour: "小时", minute: "分钟" },
  copyBaseUrl: "复制基础 URL",
  restartToUpdate: (version) => `重新启动以更新到 ${version}`,
  open: "打开 Switchyard",
  quit: "退出",
};

export const trayTexts: Record<TrayLanguage, TrayTexts> = { en, zh };

/** `setting` is the person's choice, `locale` the system's, e.g. "zh-CN". */
export function trayLanguage(setting: "system" | TrayLanguage, locale: string): TrayLanguage {
  if (setting !== "system") return setting;
  return locale.toLowerCase().startsWith("zh") ? "zh" : "en";
}
