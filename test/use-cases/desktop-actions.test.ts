import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { desktopActions } from "../../src-main/use-cases/desktop-actions.ts";
import { desktopPorts } from "../support/desktop-ports.ts";
import { temporaryFolder } from "../support/switchyard.ts";

test("headless, what needs a desktop is refused in words", async () => {
  const actions = desktopActions(undefined);
  for (const action of [
    actions.openWindow,
    actions.quit,
    actions.installUpdate,
    () => actions.onScreen(() => {}),
  ])
    expect(action).toThrow("Switchyard runs headless");
  await expect(actions.showFolder("/")).rejects.toThrow("Switchyard runs headless");
  await expect(actions.chooseFile("a.json")).rejects.toMatchObject({ code: "bad_request" });
  await expect(actions.openExternal("https://example.com")).rejects.toMatchObject({ code: "bad_request" });
  expect(await actions.checkForUpdate()).toEqual({ step: "by-hand" });
});

test("only https and this computer's own addresses are opened", async () => {
  const opened: string[] = [];
  const { openExternal } = desktopActions(
    desktopPorts({ openExternal: async (url) => void opened.push(url) }),
  );
  for (const url of ["https://example.com/", "http://127.0.0.1:8788/", "http://localhost:1/"])
    await openExternal(url);
  for (const url of ["http://example.com/", "file:///etc/passwd"])
    await expect(openExternal(url)).rejects.toMatchObject({ code: "bad_request" });
  expect(opened).toHaveLength(3);
});

test("a file is saved where the person says, else nowhere", async () => {
  const file = path.join(await temporaryFolder(), "usage.csv");
  expect(
    await desktopActions(desktopPorts({ chooseFile: async () => file })).saveFile("usage.csv", "1,2"),
  ).toBe(file);
  expect(readFileSync(file, "utf8")).toBe("1,2");
  expect(await desktopActions(desktopPorts()).saveFile("usage.csv", "1,2")).toBeNull();
});
