/** What only happens on Windows, as far as it is text: the guard's script, and WSL's homes. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { windowsGuardCall, windowsGuardScript } from "../../src-main/codex-config/windows-guard.ts";
import {
  distributionOf,
  distributionsIn,
  networkIn,
  rootForWsl,
} from "../../src-main/codex-config/wsl-homes.ts";

const guard = {
  pid: 4711,
  lock: String.raw`C:\Users\O'Neil\AppData\Roaming\Switchyard\owner.lock`,
  target: String.raw`\\wsl.localhost\Ubuntu\home\me\.codex\config.toml`,
  folder: String.raw`C:\Users\O'Neil\guard`,
  graceSeconds: 6,
  turn: "00000000-0000-4000-8000-000000000000",
};

describe("the guard's script", () => {
  test("is what it was when it was last read line by line", () => {
    expect(windowsGuardScript(guard)).toMatchSnapshot();
  });

  test("holds paths as literals: no quote of a name ends one", () => {
    const script = windowsGuardScript({ ...guard, target: "C:\\a'; Remove-Item b; '\u2019\\config.toml" });
    expect(script).toContain("$target = 'C:\\a''; Remove-Item b; ''\u2019\u2019\\config.toml'");
    const bare = script.replaceAll(/'(?:[^'\u2018-\u201B]|''|\u2019\u2019)*'/g, "''");
    expect(bare).not.toContain("Remove-Item");
    for (const [open, close] of ["()", "{}", "[]"]) {
      expect(bare.split(open ?? "").length, `${open}${close}`).toBe(bare.split(close ?? "").length);
    }
  });

  test("fits on a command line of cmd with the longest usual paths, and decodes to itself", () => {
    const long = `C:\\${"x".repeat(250)}`;
    const script = windowsGuardScript({ ...guard, lock: long, target: long, folder: long });
    const { args } = windowsGuardCall(script);
    expect(args.join(" ").length).toBeLessThan(8000);
    expect(Buffer.from(args.at(-1) ?? "", "base64").toString("utf16le")).toBe(script);
  });

  // Where PowerShell is; its own parser reads the script.
  if (spawnSync("pwsh", ["-v"]).error === undefined) {
    test("is PowerShell", () => {
      const file = path.join(mkdtempSync(path.join(os.tmpdir(), "switchyard-guard-")), "guard.ps1");
      writeFileSync(file, windowsGuardScript(guard));
      const parse = `$e = $null; [void][Management.Automation.Language.Parser]::ParseFile('${file}', [ref]$null, [ref]$e); exit $e.Count`;
      expect(spawnSync("pwsh", ["-NoProfile", "-Command", parse]).status).toBe(0);
    });
  }
});

describe("homes in WSL", () => {
  test("names of distributions as wsl.exe writes them, wide or not, without Docker's", () => {
    const listed = "Ubuntu-24.04\r\nDebian\r\ndocker-desktop\r\ndocker-desktop-data\r\n";
    expect(distributionsIn(Buffer.from(listed, "utf16le"))).toEqual(["Ubuntu-24.04", "Debian"]);
    expect(distributionsIn(Buffer.from(`\uFEFF${listed}`, "utf16le"))).toEqual(["Ubuntu-24.04", "Debian"]);
    expect(distributionsIn(Buffer.from(listed))).toEqual(["Ubuntu-24.04", "Debian"]);
    expect(distributionsIn(Buffer.alloc(0))).toEqual([]);
  });

  test.each([
    [String.raw`\\wsl.localhost\Ubuntu\home\me\.codex`, "Ubuntu"],
    [String.raw`\\wsl$\Debian\root\.codex`, "Debian"],
    [String.raw`C:\Users\me\.codex`, null],
    ["/home/me/wsl.localhost/x", null],
  ])("%s", (folder, expected) => expect(distributionOf(folder)).toBe(expected));

  test.each([
    ["[wsl2]\r\nmemory=8GB\r\nnetworkingMode=mirrored\r\n", "mirrored"],
    ["[wsl2]\nnetworkingMode = NAT\n", "nat"],
    ["[experimental]\nnetworkingMode=mirrored\n", "nat"],
    ["# [wsl2]\n#networkingMode=mirrored\n", "nat"],
    [null, "nat"],
  ])(".wslconfig %j", (text, expected) => expect(networkIn(text)).toBe(expected));

  test("the address: 127.0.0.1 when mirrored; else WSL's adapter, and only when the gateway listens there", () => {
    const adapters = {
      Ethernet: [{ address: "192.168.1.5", family: "IPv4" }],
      "vEthernet (WSL (Hyper-V firewall))": [
        { address: "fe80::1", family: "IPv6" },
        { address: "172.28.16.1", family: "IPv4" },
      ],
    };
    const at = (host: string) => ({ host, port: 8787 });
    expect(rootForWsl(at("127.0.0.1"), "mirrored", {})).toBe("http://127.0.0.1:8787");
    expect(rootForWsl(at("0.0.0.0"), "nat", adapters)).toBe("http://172.28.16.1:8787");
    expect(() => rootForWsl(at("127.0.0.1"), "nat", adapters)).toThrow(/network of its own/);
    expect(() => rootForWsl(at("0.0.0.0"), "nat", {})).toThrow(/network of its own/);
  });
});
