/** What GNOME, macOS, Windows and proxy scripts say about proxies, read from their texts. Pure. */
import { isExcepted, isLoopback } from "./proxy-address.ts";
import type { Route } from "./proxy-route.ts";

export interface SystemSettings {
  http: URL | null;
  https: URL | null;
  socks: URL | null;
  /** As in NO_PROXY. */
  except: string;
  /** A script (PAC) decides: these settings alone say nothing. */
  script: boolean;
}

export function routeOfSettings(target: URL, { http, https, socks, except }: SystemSettings): Route {
  if (isLoopback(target.hostname) || isExcepted(target, except)) return [null];
  return [(target.protocol === "http:" ? http : https) ?? socks];
}

/** Of "PROXY a:80; SOCKS5 b:1080; DIRECT", in order. What is not understood is left out; nothing at all is direct. */
export function fromPacResult(result: string): Route {
  const schemes: Record<string, string> = {
    PROXY: "http",
    HTTP: "http",
    HTTPS: "https",
    SOCKS: "socks5",
    SOCKS5: "socks5",
  };
  const route = result.split(";").flatMap((entry): Route => {
    const [kind = "", address = ""] = entry.trim().split(/\s+/);
    if (kind.toUpperCase() === "DIRECT") return [null];
    const scheme = schemes[kind.toUpperCase()];
    const proxy = scheme === undefined ? null : addressOf(scheme, address);
    return proxy === null ? [] : [proxy];
  });
  return route.length > 0 ? route : [null];
}

/** `gsettings list-recursively org.gnome.system.proxy`; null when it is no such list. */
export function fromGsettings(text: string): SystemSettings | null {
  const values = new Map<string, string>();
  for (const [, kind, key = "", value = ""] of text.matchAll(
    /^org\.gnome\.system\.proxy(?:\.(\w+))? (\S+) (.*)$/gm,
  ))
    values.set(kind === undefined ? key : `${kind}.${key}`, value.trim());
  const mode = unquoted(values.get("mode"));
  if (mode === "") return null;
  const manual = (kind: string, scheme: string) => {
    const host = unquoted(values.get(`${kind}.host`));
    const port = Number(values.get(`${kind}.port`) ?? 0);
    return mode === "manual" && host !== "" && port > 0 ? addressOf(scheme, `${host}:${port}`) : null;
  };
  const withLogin = (proxy: URL | null) => {
    if (proxy !== null && values.get("http.use-authentication") === "true") {
      proxy.username = encodeURIComponent(unquoted(values.get("http.authentication-user")));
      proxy.password = encodeURIComponent(unquoted(values.get("http.authentication-password")));
    }
    return proxy;
  };
  const hosts = [...(values.get("ignore-hosts") ?? "").matchAll(/'([^']*)'/g)].map(([, host]) => host);
  return {
    http: withLogin(manual("http", "http")),
    https: withLogin(manual("https", "http")),
    socks: manual("socks", "socks5"),
    except: hosts.join(","),
    script: mode === "auto",
  };
}

function unquoted(text = ""): string {
  return text.replace(/^'(.*)'$/, "$1");
}

/** `scutil --proxy` of macOS. */
export function fromScutil(text: string): SystemSettings | null {
  if (!text.includes("<dictionary>")) return null;
  const value = (key: string) => new RegExp(`^\\s*${key} : (.*)$`, "m").exec(text)?.[1]?.trim() ?? "";
  const proxy = (kind: string, scheme: string) =>
    value(`${kind}Enable`) === "1"
      ? addressOf(scheme, `${value(`${kind}Proxy`)}:${value(`${kind}Port`)}`)
      : null;
  const list = /ExceptionsList : <array> \{([^}]*)\}/.exec(text)?.[1] ?? "";
  const hosts = [...list.matchAll(/^\s*\d+ : (.*)$/gm)].map(([, host = ""]) => host.trim());
  return {
    http: proxy("HTTP", "http"),
    https: proxy("HTTPS", "http"),
    socks: proxy("SOCKS", "socks5"),
    except: [...hosts, ...(value("ExcludeSimpleHostnames") === "1" ? ["<local>"] : [])].join(","),
    script: value("ProxyAutoConfigEnable") === "1" || value("ProxyAutoDiscoveryEnable") === "1",
  };
}

/** `reg query` of Windows' Internet Settings. */
export function fromRegistry(text: string): SystemSettings | null {
  const value = (key: string) =>
    new RegExp(`^\\s+${key}\\s+REG_\\w+\\s+(.*)$`, "m").exec(text)?.[1]?.trim() ?? "";
  if (!/Internet Settings/i.test(text)) return null;
  const on = Number(value("ProxyEnable")) === 1;
  const server = on ? value("ProxyServer") : "";
  // One for everything, or "http=a:1;https=b:2;socks=c:3".
  const named = new Map(
    server.split(";").map((each): [string, string] => {
      const at = each.indexOf("=");
      return at < 0
        ? ["*", each.trim()]
        : [each.slice(0, at).trim().toLowerCase(), each.slice(at + 1).trim()];
    }),
  );
  const proxy = (kind: string, scheme: string) => addressOf(scheme, named.get(kind) ?? "");
  const all = proxy("*", "http");
  return {
    http: proxy("http", "http") ?? all,
    https: proxy("https", "http") ?? all,
    socks: proxy("socks", "socks5"),
    except: value("ProxyOverride"),
    script: value("AutoConfigURL") !== "",
  };
}

/** host:port, or a whole address; null when it is none. */
function addressOf(scheme: string, address: string): URL | null {
  const whole = address.includes("://") ? address : `${scheme}://${address}`;
  return address !== "" && URL.canParse(whole) && new URL(whole).hostname !== "" ? new URL(whole) : null;
}
