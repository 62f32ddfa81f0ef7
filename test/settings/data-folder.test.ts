import path from "node:path";
import { expect, test } from "vitest";
import { dataFolder } from "../../src-main/settings/data-folder.ts";

const home = path.resolve("/home/ann");

test.each([
  ["darwin", {}, path.join(home, "Library/Application Support/Switchyard")],
  ["linux", {}, path.join(home, ".config/Switchyard")],
  ["linux", { XDG_CONFIG_HOME: "/xdg" }, path.join("/xdg/Switchyard")],
  ["win32", { APPDATA: "/roaming" }, path.join("/roaming/Switchyard")],
  ["win32", {}, path.join(home, "AppData/Roaming/Switchyard")],
] as const)("%s with %j", (platform, env, folder) => {
  expect(dataFolder(env, platform, home)).toBe(folder);
  expect(dataFolder({ ...env, SWITCHYARD_HOME: "own" }, platform, home)).toBe(path.resolve("own"));
});
