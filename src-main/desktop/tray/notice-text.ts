/** The notifications' words, in both languages. */
import type { TrayLanguage } from "./tray-text.ts";

const en = {
  language: "en" as TrayLanguage,
  unnamed: "Account",
  gatewayStopped: "The gateway stopped",
  signInNeeded: (account: string) => `${account} needs to sign in again`,
  signInAgain: "Its login has ended. Open Switchyard to sign in.",
  worksAgain: (account: string) => `${account} works again`,
  windowReset: "Its limit was reset.",
  limitNear: (account: string) => `${account} is close to its limit`,
  left: (window: string, percent: number) => `${window}: ${percent} % left`,
  switchedTo: (account: string) => `Requests now go to ${account}`,
  noTray: "Switchyard goes on without a window",
  noTrayAdvice: "Your desktop shows no tray icons. Click here or start Switchyard again to open its window.",
};

export type NoticeTexts = typeof en;

const zh: NoticeTexts = {
  language: "zh",
  unnamed: "账号",
  gatewayStopped: "网关已停止",
  signInNeeded: (account) => `${account} 需要重新登录`,
  signInAgain: "登录已失效。请打开 Switchyard 重新登录。",
  worksAgain: (account) => `${account} 可以继续使用`,
  windowReset: "额度已重置。",
  limitNear: (account) => `${account} 的额度即将用完`,
  left: (window, percent) => `${window}：剩余 ${percent} %`,
  switchedTo: (account) => `请求现在使用 ${account}`,
  noTray: "Switchyard 在没有窗口的情况下继续运行",
  noTrayAdvice: "您的桌面不显示托盘图标。点击此处或再次启动 Switchyard 即可打开窗口。",
};

export const noticeTexts: Record<TrayLanguage, NoticeTexts> = { en, zh };
