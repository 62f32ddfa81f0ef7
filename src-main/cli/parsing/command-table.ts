/** All commands by name. */
import type { CommandTable } from "./help.ts";
import { accounts } from "../commands/accounts.ts";
import { ask } from "../commands/ask.ts";
import { claude } from "../commands/claude.ts";
import { codex } from "../commands/codex.ts";
import { completionOf } from "../commands/completion.ts";
import { config } from "../commands/config.ts";
import { consoleLink } from "../commands/console.ts";
import { diagnostics } from "../commands/diagnostics.ts";
import { doctor } from "../commands/doctor.ts";
import { guard } from "../commands/guard.ts";
import { image } from "../commands/image.ts";
import { login, logout } from "../commands/login.ts";
import { logs } from "../commands/logs.ts";
import { budgets } from "../commands/week/budgets.ts";
import { keys } from "../commands/week/keys.ts";
import { later } from "../commands/week/later.ts";
import { mcp } from "../commands/week/mcp.ts";
import { models } from "../commands/models.ts";
import { opencode } from "../commands/opencode.ts";
import { providers } from "../commands/providers.ts";
import { selftest } from "../commands/selftest.ts";
import { serve } from "../commands/serve.ts";
import { service } from "../commands/service.ts";
import { start } from "../commands/start.ts";
import { status } from "../commands/status.ts";
import { plan } from "../commands/week/plan.ts";
import { statusline } from "../commands/week/statusline.ts";
import { update } from "../commands/update.ts";
import { usage } from "../commands/usage.ts";

const without: CommandTable = {
  start,
  serve,
  console: consoleLink,
  service,
  login,
  logout,
  accounts,
  status,
  guard,
  statusline,
  models,
  providers,
  ask,
  image,
  codex,
  claude,
  opencode,
  later,
  mcp,
  usage,
  plan,
  budgets,
  keys,
  logs,
  config,
  update,
  doctor,
  selftest,
  diagnostics,
};

export const commands: CommandTable = { ...without, completion: completionOf(without) };
