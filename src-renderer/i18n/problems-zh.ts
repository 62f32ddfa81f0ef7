import type { ProblemCode } from "../../src-shared/problem.ts";

/** Chinese words for every kind of failure; English ones come with the problem itself. */
export const problemsZh: Record<ProblemCode, { message: string; advice: string }> = {
  port_in_use: { message: "端口已被其他程序占用。", advice: "请关闭该程序，或在设置中更换端口。" },
  port_not_allowed: { message: "系统不允许使用此端口。", advice: "请在设置中选择 1024 以上的端口。" },
  data_folder_in_use: {
    message: "另一个 Switchyard 正在使用此数据文件夹。",
    advice: "请使用已在运行的 Switchyard，或先将其退出。",
  },
  disk: {
    message: "无法读取或写入 Switchyard 的文件。",
    advice: "请检查磁盘空间和数据文件夹的权限，然后重试。",
  },
  settings_unreadable: {
    message: "无法读取设置文件。",
    advice: "请修正或移走 settings.json，然后重新启动 Switchyard。",
  },
  usage_unwritable: {
    message: "请求照常处理，但目前无法写入 usage.db。",
    advice: "请检查磁盘空间和数据文件夹的权限；等待中的记录之后会自动写入。",
  },
  accounts_unreadable: {
    message: "无法读取账号文件。",
    advice: "请检查数据文件夹中的 accounts.json 及其权限。",
  },
  accounts_sealed: {
    message: "账号由此处无法打开的钥匙串加密。",
    advice: "请解锁钥匙串，或在保存账号的系统用户下启动 Switchyard。",
  },
  no_account: { message: "没有可用的账号。", advice: "请登录一个账号，或恢复已暂停的账号。" },
  account_not_found: { message: "此账号已不存在。", advice: "" },
  sign_in_needed: { message: "OpenAI 已不再接受此登录。", advice: "请重新登录。" },
  sign_in_cancelled: { message: "登录已取消。", advice: "" },
  sign_in_expired: { message: "登录等待时间过长，已过期。", advice: "请重新开始。" },
  login_refused: {
    message: "OpenAI 拒绝了此账号的登录，尽管刚刚已经续期。",
    advice: "会自动重试；只有在持续很久时才需要重新登录。",
  },
  key_refused: {
    message: "提供方拒绝了此密钥。",
    advice: "请设置有效的密钥：在窗口的“账号”页面中，或使用 `switchyard providers`。",
  },
  sign_in_denied: {
    message: "OpenAI 拒绝了登录。",
    advice: "请检查是否选择了正确的账号和工作区，然后重试。",
  },
  sign_in_state_mismatch: {
    message: "返回的结果不属于这次登录。",
    advice: "请关闭旧的登录页面，然后重新开始。",
  },
  sign_in_ports_busy: {
    message: "端口 1455 和 1457 均被占用。",
    advice: "请粘贴浏览器最后停留的地址，或用验证码登录。",
  },
  device_sign_in_disabled: {
    message: "此账号未启用验证码登录。",
    advice: "请在 ChatGPT 的安全设置中启用，或用浏览器登录。",
  },
  redirect_address_invalid: {
    message: "这不是登录完成后的地址。",
    advice: "请复制浏览器地址栏中的完整地址，其中应包含 code= 和 state=。",
  },
  import_unreadable: { message: "无法识别此文件。", advice: "请选择 Codex 的 auth.json 或账号导出文件。" },
  import_ignored: { message: "这不是 JSON 文件，已忽略。", advice: "" },
  import_older: {
    message: "Switchyard 已有此账号更新的登录，或同一次导入中有更新的。",
    advice: "未作任何更改；如仍要使用此登录，请先移除该账号。",
  },
  import_same: { message: "Switchyard 已保存完全相同的登录。", advice: "" },
  import_changed: {
    message: "预览之后账号有变化，导入结果将与预览不同。",
    advice: "未导入任何内容，请重新查看预览。",
  },
  export_impossible: {
    message: "无法导出此账号。",
    advice: "跟随 Codex 的登录属于 Codex 自己，加密的登录需先解锁。",
  },
  rate_limited: { message: "请求过于频繁。", advice: "请稍等片刻再试。" },
  budget_reached: { message: "已达到您设置的预算。", advice: "请等待下一周期，或调整预算。" },
  usage_limit_reached: { message: "账号额度已用完。", advice: "请等待额度重置，或使用另一个账号。" },
  overloaded: { message: "OpenAI 目前负载过高。", advice: "请稍后再试。" },
  bad_request: { message: "请求无效。", advice: "请检查填写的内容。" },
  model_not_found: { message: "没有这个模型。", advice: "请在“模型”页面中选择一个。" },
  context_length_exceeded: {
    message: "内容超出了模型的上下文长度。",
    advice: "请缩短内容，或换用更大的模型。",
  },
  content_policy: { message: "OpenAI 因内容政策拒绝了请求。", advice: "" },
  network: { message: "无法建立连接。", advice: "请检查网络和代理设置。" },
  blocked_by_cloudflare: {
    message: "Cloudflare 拦截了与 OpenAI 的连接。",
    advice: "请更换网络或代理。账号本身没有问题。",
  },
  forbidden: { message: "OpenAI 不允许此账号执行该操作。", advice: "" },
  payment_required: { message: "账号的订阅无法支付此请求。", advice: "请检查订阅状态。" },
  protocol: { message: "OpenAI 的回答无法理解。", advice: "请重试；如果反复出现，请更新 Switchyard。" },
  stream_cut: { message: "回答中途断开。", advice: "请重试。" },
  timeout: { message: "等待回答的时间过长。", advice: "请重试。" },
  cancelled: { message: "请求已取消。", advice: "" },
  internal: { message: "Switchyard 内部出错。", advice: "请重试；如果反复出现，请重新启动 Switchyard。" },
};
