/** Other words by which people look for a setting, in both languages: what it is not called, but is about. */
import type { SettingKey } from "../../../src-shared/settings.ts";

const keywords: Partial<Record<SettingKey, string>> = {
  "gateway.port": "port address 8787 listen 端口 地址",
  "gateway.host": "lan network phone other computers 局域网 其他电脑",
  "gateway.apiKey": "password token secret 密码 令牌",
  "gateway.ollamaPort": "11434 llama local models 本地模型",
  "gateway.bodyLimitMb": "upload size large images 大小 上传",
  "gateway.waitMinutes": "limit used up queue 429 retry later 额度 用完 排队",
  "gateway.consolePort": "browser web 浏览器",
  "models.default": "gpt 模型",
  "models.followCodex": "config.toml default 默认",
  "models.contextWindow": "tokens size config.toml 上下文 大小",
  "models.compactAt": "tokens compaction limit config.toml 压缩 上下文",
  "models.fallback": "claude opus sonnet unknown 未知",
  "models.fallbacks": "instead provider limit 备用 提供方",
  "providers.default": "claude gemini local openrouter 提供方",
  "providers.agentProcesses": "claude code cursor program memory 程序 内存",
  "providers.agentIdleMinutes": "claude code cursor program memory 程序 内存",
  "models.effort": "reasoning thinking speed 推理 思考",
  "models.webSearch": "internet browse google 搜索 联网",
  "models.chatImages": "pictures drawing 图片 绘图",
  "codex.mode": "provider history sessions 历史 会话",
  "codex.keepOnQuit": "exit close 退出",
  "routing.strategy": "rotation round robin balance accounts 轮换 账号",
  "routing.maxConcurrent": "parallel at once queue 并发 排队",
  "routing.maxPerAccount": "parallel at once queue 并发 排队",
  "network.proxy": "vpn firewall socks 代理",
  "network.proxyUrl": "vpn firewall socks 代理",
  "network.caFile": "certificate tls ssl corporate 证书",
  "desktop.theme": "appearance colour color night mode 外观 颜色 夜间",
  "desktop.language": "english chinese 中文 translation 翻译",
  "desktop.maskEmails": "privacy hide screenshot 隐私 隐藏",
  "desktop.startAtLogin": "autostart boot launch 开机 启动",
  "desktop.trayNumber": "menu bar icon percent 菜单栏 图标",
  "desktop.notifyLimit": "alert warning 提醒",
  "desktop.sealTokens": "keychain encryption security 钥匙串 加密",
  "updates.check": "upgrade version 升级 版本",
  "data.recordRequests": "history privacy log 历史 记录",
  "data.retentionDays": "delete keep history 删除 保留",
  "log.level": "debug verbose 调试",
};

/** Empty for a setting that is found well enough by its name and hint. */
export function keywordsOf(key: SettingKey | undefined): string {
  return (key && keywords[key]) ?? "";
}
