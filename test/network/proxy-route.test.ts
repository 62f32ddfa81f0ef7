/** Where a connection goes: settings, environment, what the systems and scripts say; all of it pure. */
import { expect, test } from "vitest";
import { isExcepted, isProxyAddress, maskProxy } from "../../src-main/network/proxy-address.ts";
import { routeTo, type ProxyChoice } from "../../src-main/network/proxy-route.ts";
import { readSystemProxy } from "../../src-main/network/system-settings.ts";
import {
  fromGsettings,
  fromPacResult,
  fromRegistry,
  fromScutil,
  routeOfSettings,
} from "../../src-main/network/system-settings-text.ts";
import { manualClock } from "../support/manual-clock.ts";

const backend = new URL("https://chatgpt.com/");
const hrefs = (route: readonly (URL | null)[]) => route.map((way) => way?.href ?? null);

test.each([
  ["http://127.0.0.1:3128", true],
  ["https://user:word@proxy.example.com", true],
  ["socks5://127.0.0.1:1080", true],
  ["socks5h://127.0.0.1:1080", true],
  ["socks://127.0.0.1:1080", true],
  ["socks4://127.0.0.1:1080", false],
  ["ftp://127.0.0.1", false],
  ["127.0.0.1:3128", false],
  ["http://", false],
  ["", false],
])("%j as a proxy: %s", (address, good) => {
  expect(isProxyAddress(address)).toBe(good);
});

test("names and passwords are not shown, whatever stands in them", () => {
  expect(maskProxy("http://me:p@ss@host:1/")).toBe("http://…@host:1/");
  expect(maskProxy("socks5://host:1")).toBe("socks5://host:1");
});

const way = async (
  choice: Partial<ProxyChoice>,
  env: NodeJS.ProcessEnv = {},
  own: string | null = null,
  to = backend,
) =>
  routeTo(to, {
    choice: { proxy: "environment", proxyUrl: null, ...choice },
    own,
    env,
    system: async () => ({ route: [new URL("http://of.system:1")], from: "system" }),
  }).then(
    ({ route, source }) => [source, ...hrefs(route)],
    (error: unknown) => [(error as Error).message],
  );

test("the settings, the environment, the system, the account", async () => {
  expect(await way({}, { HTTPS_PROXY: "http://p:1" })).toEqual(["environment", "http://p:1/"]);
  expect(await way({}, { http_proxy: "http://p:1" })).toEqual(["environment", "http://p:1/"]);
  expect(await way({}, { ALL_PROXY: "socks5://p:1" })).toEqual(["environment", "socks5://p:1"]);
  expect(await way({}, { https_proxy: "http://p:1", NO_PROXY: "example.com,.chatgpt.com" })).toEqual([
    "environment",
    null,
  ]);
  expect(await way({}, { HTTPS_PROXY: "http://p:1", NO_PROXY: "*" })).toEqual(["environment", null]);
  expect(await way({})).toEqual(["environment", null]);
  expect(await way({}, { HTTPS_PROXY: "p:1" })).toEqual([
    expect.stringMatching(/^HTTPS_PROXY of the environment/),
  ]);
  expect(await way({ proxy: "none" }, { HTTPS_PROXY: "http://p:1" })).toEqual(["none", null]);
  expect(await way({ proxy: "custom", proxyUrl: "http://c:1" })).toEqual(["custom", "http://c:1/"]);
  expect(await way({ proxy: "custom" }, { HTTPS_PROXY: "http://p:1" })).toEqual([
    "environment",
    "http://p:1/",
  ]);
  expect(await way({ proxy: "system" })).toEqual(["system", "http://of.system:1/"]);
  expect(await way({ proxy: "none" }, {}, "socks5://own:1")).toEqual(["account", "socks5://own:1"]);
  expect(await way({ proxy: "custom", proxyUrl: "http://c:1" }, {}, "none")).toEqual(["account", null]);
  expect(await way({ proxy: "none" }, {}, "sealed")).toEqual([expect.stringContaining("keychain")]);
  const listed = { proxy: "custom", proxyUrl: "http://c:1", noProxy: "chatgpt.com" } as const;
  expect(await way(listed)).toEqual(["custom", null]);
  for (const here of ["http://127.0.0.1:1", "http://localhost:1", "http://[::1]:1", "http://127.9.0.1"])
    expect(await way({ proxy: "custom", proxyUrl: "http://c:1" }, {}, null, new URL(here))).toEqual([
      "custom",
      null,
    ]);
});

test.each([
  ["chatgpt.com", true],
  ["CHATGPT.com", true],
  ["com", true],
  ["gpt.com", false],
  ["*.chatgpt.com", true],
  ["chatgpt.com:443", true],
  ["chatgpt.com:8443", false],
  ["example.com; chatgpt.com", true],
  ["chat*", true],
  ["<local>", false],
  ["", false],
])("%j excepts chatgpt.com: %s", (list, excepted) => {
  expect(isExcepted(backend, list)).toBe(excepted);
});

test("blocks of addresses, and names without a dot", () => {
  const at = (host: string, list: string) => isExcepted(new URL(`https://${host}/`), list);
  expect([
    at("10.1.2.3", "10.0.0.0/8"),
    at("11.1.2.3", "10.0.0.0/8"),
    at("169.254.7.7", "169.254/16"),
  ]).toEqual([true, false, true]);
  expect([at("10.1.2.3", "10.*"), at("intranet", "<local>"), at("[fe80::1]", "fe80::1")]).toEqual([
    true,
    true,
    true,
  ]);
});

test.each([
  ["DIRECT", [null]],
  [
    "PROXY a.example:80; SOCKS5 b.example:1080; DIRECT",
    ["http://a.example/", "socks5://b.example:1080", null],
  ],
  ["HTTPS c.example:443;SOCKS d.example:1", ["https://c.example/", "socks5://d.example:1"]],
  ["QUIC q.example:1; proxy a.example:3128", ["http://a.example:3128/"]],
  ["PROXY", [null]],
  ["", [null]],
])("a script's %j", (result, route) => {
  expect(hrefs(fromPacResult(result))).toEqual(route);
});

const gnome = (mode: string) => `org.gnome.system.proxy autoconfig-url ''
org.gnome.system.proxy ignore-hosts ['localhost', '127.0.0.0/8', '::1', '*.intra.example']
org.gnome.system.proxy mode '${mode}'
org.gnome.system.proxy use-same-proxy true
org.gnome.system.proxy.ftp host ''
org.gnome.system.proxy.ftp port 0
org.gnome.system.proxy.http authentication-password ''
org.gnome.system.proxy.http authentication-user ''
org.gnome.system.proxy.http enabled false
org.gnome.system.proxy.http host '10.0.0.9'
org.gnome.system.proxy.http port 8080
org.gnome.system.proxy.http use-authentication false
org.gnome.system.proxy.https host '10.0.0.10'
org.gnome.system.proxy.https port 8081
org.gnome.system.proxy.socks host ''
org.gnome.system.proxy.socks port 0
`;
const macos = `<dictionary> {
  ExceptionsList : <array> {
    0 : *.local
    1 : 169.254/16
  }
  FTPPassive : 1
  HTTPEnable : 0
  HTTPSEnable : 1
  HTTPSPort : 8888
  HTTPSProxy : proxy.example
  ProxyAutoConfigEnable : 0
  SOCKSEnable : 1
  SOCKSPort : 1080
  SOCKSProxy : 127.0.0.1
}
`;
const windows = (server: string) => `\r
HKEY_CURRENT_USER\\Software\\Microsoft\\Windows\\CurrentVersion\\Internet Settings\r
    User Agent    REG_SZ    Mozilla/4.0 (compatible; MSIE 8.0; Win32)\r
    ProxyEnable    REG_DWORD    0x1\r
    ProxyServer    REG_SZ    ${server}\r
    ProxyOverride    REG_SZ    *.intra.example;<local>\r
\r
`;

const to = (url: string, settings: ReturnType<typeof fromGsettings>) =>
  settings && hrefs(routeOfSettings(new URL(url), settings));

test("what GNOME, macOS and Windows print", () => {
  const manual = fromGsettings(gnome("manual"));
  expect(to("https://chatgpt.com", manual)).toEqual(["http://10.0.0.10:8081/"]);
  expect(to("http://chatgpt.com", manual)).toEqual(["http://10.0.0.9:8080/"]);
  expect(to("https://x.intra.example", manual)).toEqual([null]);
  expect(to("https://chatgpt.com", fromGsettings(gnome("none")))).toEqual([null]);
  expect(fromGsettings(gnome("auto"))?.script).toBe(true);
  expect(fromGsettings("No schemas installed")).toBeNull();
  expect(to("https://chatgpt.com", fromScutil(macos))).toEqual(["http://proxy.example:8888/"]);
  expect(to("http://chatgpt.com", fromScutil(macos))).toEqual(["socks5://127.0.0.1:1080"]);
  expect(to("https://printer.local", fromScutil(macos))).toEqual([null]);
  expect(fromScutil(macos.replace("ProxyAutoConfigEnable : 0", "ProxyAutoConfigEnable : 1"))?.script).toBe(
    true,
  );
  expect(fromScutil("")).toBeNull();
  expect(to("https://chatgpt.com", fromRegistry(windows("127.0.0.1:7890")))).toEqual([
    "http://127.0.0.1:7890/",
  ]);
  expect(to("https://chatgpt.com", fromRegistry(windows("http=a:1;https=b:2;socks=c:3")))).toEqual([
    "http://b:2/",
  ]);
  expect(to("https://chatgpt.com", fromRegistry(windows("socks=c:3")))).toEqual(["socks5://c:3"]);
  expect(to("https://chatgpt.com", fromRegistry(windows("a:1").replace("0x1", "0x0")))).toEqual([null]);
  expect(to("https://intranet", fromRegistry(windows("a:1")))).toEqual([null]);
});

test("the system's settings are read once for all who ask, anew after a moment; else the environment", async () => {
  const clock = manualClock();
  const ran: string[][] = [];
  let printed = macos;
  const env = { HTTPS_PROXY: "http://of.env:1" };
  const system = readSystemProxy({
    env,
    clock,
    platform: "darwin",
    run: async (program, args) => {
      ran.push([program, ...args]);
      return printed;
    },
  });
  const both = await Promise.all([
    system.resolve(backend),
    system.resolve(new URL("https://auth.openai.com")),
  ]);
  expect(both).toMatchObject([{ from: "system" }, { from: "system" }]);
  expect(ran).toEqual([["scutil", "--proxy"]]);
  printed = "nothing of use";
  clock.advance(1_000);
  const { route, from } = await system.resolve(backend);
  expect([from, ...hrefs(route), ran.length]).toEqual(["environment", "http://of.env:1/", 2]);

  const failing = readSystemProxy({
    env,
    clock,
    platform: "win32",
    run: () => Promise.reject(new Error("ENOENT")),
  });
  expect((await failing.resolve(backend)).from).toBe("environment");
  const server = readSystemProxy({
    env,
    clock,
    platform: "linux",
    run: () => Promise.reject(new Error("must not run")),
  });
  expect((await server.resolve(backend)).from).toBe("environment");
});
