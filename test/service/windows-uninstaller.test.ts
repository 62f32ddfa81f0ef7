/** The part of the Windows uninstaller that is ours: what it says, and that the compiler of installers takes it. */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../support/switchyard.ts";
import { leaveOut } from "../support/left-out.ts";

const macro = path.join(import.meta.dirname, "../../assets/windows/uninstaller.nsh");

/** What the app's uninstaller has around it: its names, and whether it runs for an update. */
const around = (output: string) => `Unicode true
!include LogicLib.nsh
!include FileFunc.nsh
!insertmacro un.GetParameters
!insertmacro un.GetOptions
!define APP_EXECUTABLE_FILENAME "Switchyard.exe"
!macro _isUpdated _a _b _t _f
  \${un.GetParameters} $R8
  ClearErrors
  \${un.GetOptions} $R8 "--updated" $R9
  IfErrors \`\${_f}\` \`\${_t}\`
!macroend
!define isUpdated '"" isUpdated ""'
!include "${macro}"
Name "Switchyard"
OutFile "${output}"
InstallDir "$LOCALAPPDATA\\Programs\\Switchyard"
RequestExecutionLevel user
Section
  WriteUninstaller "$INSTDIR\\Uninstall.exe"
SectionEnd
Section "Uninstall"
  !insertmacro customUnInstall
SectionEnd
`;

test("it asks the app to take everything away, for no more than a minute, and not for an update", () => {
  expect(
    readFileSync(macro, "utf8")
      .replaceAll("\r\n", "\n")
      .replaceAll(/^;.*\n/gm, ""),
  ).toBe(`!macro customUnInstall
  \${ifNot} \${isUpdated}
    nsExec::Exec /TIMEOUT=60000 '"$INSTDIR\\\${APP_EXECUTABLE_FILENAME}" --uninstall'
    Pop $R0
  \${endIf}
!macroend
`);
});

test("the compiler of installers takes it", async ({ skip }) => {
  const found = spawnSync("makensis", ["-VERSION"], { encoding: "utf8" });
  if (found.error) {
    const reason = "makensis is not installed: apt-get install nsis";
    // Everything is there on Linux alone.
    if (process.platform === "linux") leaveOut("the Windows uninstaller", reason);
    skip(reason);
  }
  const folder = await temporaryFolder();
  const script = path.join(folder, "uninstaller.nsi");
  const output = path.join(folder, "Switchyard.exe");
  writeFileSync(script, around(output));
  const said = spawnSync("makensis", ["-WX", "-V3", script], { encoding: "utf8" });
  expect(said.status, said.stdout + said.stderr).toBe(0);
  expect(existsSync(output)).toBe(true);
  expect(statSync(output).size).toBeGreaterThan(30_000);
});
