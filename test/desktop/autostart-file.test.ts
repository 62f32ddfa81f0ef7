import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import {
  autostartEntry,
  autostartFile,
  quoteExecArgument,
  removeAutostartFile,
  writeAutostartFile,
} from "../../src-main/desktop/app/autostart-file.ts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), "switchyard-autostart-"));
});

afterEach(() => rmSync(folder, { recursive: true }));

test("lies in the XDG autostart folder", () => {
  expect(autostartFile({ XDG_CONFIG_HOME: "/c" }, "/home/me")).toBe("/c/autostart/switchyard.desktop");
  expect(autostartFile({}, "/home/me")).toBe("/home/me/.config/autostart/switchyard.desktop");
});

test("is written with its folder, names the command, and is removed", () => {
  const file = autostartFile({ XDG_CONFIG_HOME: folder });
  const autostart = { command: ["/opt/Switchyard/switchyard", "--hidden"], dataFolder: "/data" };
  writeAutostartFile(file, autostart);
  expect(readFileSync(file, "utf8").split("\n")).toContain("Exec=/opt/Switchyard/switchyard --hidden");
  removeAutostartFile(file, "/data");
  expect(existsSync(file)).toBe(false);
  removeAutostartFile(file, "/data");
});

test("the entry of an installation with another data folder stays", () => {
  const file = autostartFile({ XDG_CONFIG_HOME: folder });
  writeAutostartFile(file, { command: ["switchyard"], dataFolder: "/data" });
  removeAutostartFile(file, "/data-of-the-demo");
  expect(existsSync(file)).toBe(true);
});

test("begins with the group that makes it a desktop entry", () => {
  expect(autostartEntry({ command: ["x"], dataFolder: "/" })).toMatch(
    /^\[Desktop Entry\]\nType=Application\nName=Switchyard\n/,
  );
});

test.each([
  ["plain", "plain"],
  ["/home/me/My Apps/s.AppImage", '"/home/me/My Apps/s.AppImage"'],
  ["100%", '"100%%"'],
  ['a"b', String.raw`"a\\"b"`],
  ["$HOME`x`", String.raw`"\\$HOME\\` + "`x" + String.raw`\\` + '`"'],
  [String.raw`a\b`, String.raw`"a\\\\b"`],
])("quotes %s", (argument, quoted) => {
  expect(quoteExecArgument(argument)).toBe(quoted);
});
