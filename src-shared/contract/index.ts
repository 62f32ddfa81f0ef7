/**
 * The admin API: everything the window, the tray and the command line can ask of Switchyard.
 * One contract, served over a MessagePort, over HTTP and in process.
 */
import { accounts } from "./accounts.ts";
import { app } from "./app.ts";
import { codex } from "./codex.ts";
import { data } from "./data.ts";
import { gateway } from "./gateway.ts";
import { live } from "./live.ts";
import { models } from "./models.ts";
import { network } from "./network.ts";
import { providers } from "./providers.ts";
import { requests } from "./requests.ts";
import { settings } from "./settings.ts";
import { signIn } from "./sign-in.ts";
import { tools } from "./tools.ts";
import { trial } from "./trial.ts";
import { updates } from "./updates.ts";
import { usage } from "./usage.ts";

export const contract = {
  app,
  gateway,
  accounts,
  signIn,
  codex,
  tools,
  trial,
  models,
  providers,
  network,
  requests,
  updates,
  usage,
  settings,
  data,
  live,
};

export type * from "./accounts.ts";
export type * from "./app.ts";
export type * from "./codex.ts";
export type * from "./data.ts";
export type * from "./gateway.ts";
export type * from "./live.ts";
export type * from "./models.ts";
export type * from "./network.ts";
export type * from "./providers.ts";
export type * from "./requests.ts";
export type * from "./settings.ts";
export type * from "./sign-in.ts";
export type * from "./tools.ts";
export type * from "./trial.ts";
export type * from "./updates.ts";
export type * from "../usage-dimensions.ts";
export type * from "./usage.ts";
