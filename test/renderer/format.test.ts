import { createInstance } from "i18next";
import { beforeAll, describe, expect, it } from "vitest";
import { distinctName, maskEmail } from "../../src-shared/account-name.ts";
import { problemLine, problemText } from "../../src-renderer/format/problem-text.ts";
import { splitDuration } from "../../src-renderer/format/split-duration.ts";
import { createFormat, type Format } from "../../src-renderer/format/use-format.ts";
import { requestCurl } from "../../src-shared/requests/request-curl.ts";
import { en } from "../../src-renderer/i18n/en.ts";
import { zh } from "../../src-renderer/i18n/zh.ts";
import { problemOf } from "../../src-renderer/query/problem-of.ts";
import { tightestAccounts } from "../../src-renderer/pages/overview/tightest-accounts.ts";
import { tryCommand } from "../../src-renderer/format/try-command.ts";
import { isProxyAddress, isVersion, wholeNumber } from "../../src-renderer/pages/settings/read-text.ts";
import { account, windows } from "./support/states.ts";
import { now } from "./support/page-clock.ts";

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

let english: Format;
let chinese: Format;

beforeAll(async () => {
  const words = createInstance();
  await words.init({
    lng: "en",
    resources: { en: { translation: en }, zh: { translation: zh } },
    interpolation: { escapeValue: false },
  });
  english = createFormat("en", words.getFixedT("en"));
  chinese = createFormat("zh", words.getFixedT("zh"));
});

describe("durations", () => {
  it.each([
    [0, { seconds: 0 }],
    [1, { seconds: 1 }],
    [59 * second, { seconds: 59 }],
    [59.5 * second, { minutes: 1 }],
    [minute, { minutes: 1 }],
    [2 * hour + 13.2 * minute, { hours: 2, minutes: 14 }],
    [day - 1, { days: 1 }],
    [3 * day + 4.1 * hour, { days: 3, hours: 5 }],
    [-5, { seconds: 0 }],
  ])("%d ms", (milliseconds, parts) => {
    expect(splitDuration(milliseconds)).toEqual({ days: 0, hours: 0, minutes: 0, seconds: 0, ...parts });
  });

  it("are worded in both languages", () => {
    expect(english.duration(2 * hour + 14 * minute)).toBe("2 h 14 min");
    expect(english.duration(3 * day)).toBe("3 d");
    expect(chinese.duration(2 * hour + 14 * minute)).toBe("2 小时 14 分");
    expect(english.elapsed(140.4)).toBe("140 ms");
    expect(english.elapsed(8240)).toBe("8.2 s");
    expect(english.countdown(15 * minute)).toBe("15:00");
    expect(english.countdown(61_500)).toBe("1:02");
    expect(english.countdown(-1)).toBe("0:00");
  });

  it("round what has passed down and what is to come up", () => {
    expect(english.ago(now - 59 * second, now)).toBe("just now");
    expect(english.ago(now - 119 * second, now)).toBe("1 min ago");
    expect(chinese.ago(now - 2 * minute, now)).toBe("2 分钟前");
    expect(english.duration(119 * second)).toBe("2 min");
  });
});

it("tells times of today by the clock, of this week by the day, of later by the date", () => {
  const noon = new Date(2026, 10, 20, 12).getTime();
  expect(english.time(new Date(2026, 10, 20, 16, 40).getTime(), noon)).toBe("16:40");
  expect(english.time(new Date(2026, 10, 24, 9).getTime(), noon)).toBe("Tue 09:00");
  expect(english.time(new Date(2026, 11, 24, 9).getTime(), noon)).toBe("24 Dec 09:00");
  expect(chinese.time(new Date(2026, 10, 24, 9).getTime(), noon)).toBe("周二 09:00");
});

it("writes numbers and shares in each language", () => {
  expect([english.compact(3_111_000), chinese.compact(3_111_000)]).toEqual(["3.1M", "311.1万"]);
  expect(english.percent(81.9)).toBe("82%");
  expect(english.number(1234)).toBe("1,234");
});

it.each([
  ["work@example.com", "w•••@e•••.com"],
  ["a@b.co.uk", "a•••@b•••.uk"],
  ["odd", "o•••@•••"],
])("masks %s as %s", (email, masked) => {
  expect(maskEmail(email)).toBe(masked);
});

it("tells accounts of the same name apart by plan, else by workspace", () => {
  const email = "robin@example.com";
  const plus = account("a", { email, plan: "plus" });
  const pro = account("b", { email, plan: "pro" });
  const pro2 = account("c", { email, plan: "pro", workspaceId: "workspace-123456" });
  const short = (view: { email: string | null }) => view.email ?? "";
  expect(distinctName(plus, [plus], short)).toBe(email);
  expect(distinctName(plus, [plus, pro, pro2], short)).toBe("robin@example.com · Plus");
  expect(distinctName(pro2, [plus, pro, pro2], short)).toBe("robin@example.com · 123456");
});

describe("problems", () => {
  const problem = { code: "port_in_use", message: "Port 8787 is taken.", advice: "Choose another." } as const;

  it("come in the chosen language, unknown kinds in English", () => {
    expect(problemText(problem, "en")).toEqual(problem);
    expect(problemLine(problem, "en")).toBe("Port 8787 is taken. Choose another.");
    expect(problemText(problem, "zh").message).toContain("端口");
    expect(problemLine(problem, "zh")).not.toContain(" ");
    const unknown = { ...problem, code: "from_the_future" as "internal" };
    expect(problemText(unknown, "zh").message).toBe("Port 8787 is taken.");
  });

  it("are found in what a failed call carries", () => {
    expect(problemOf(Object.assign(new Error("x"), { data: problem }))).toEqual(problem);
    expect(problemOf(new TypeError("Failed to fetch")).code).toBe("network");
    expect(problemOf(new Error("Odd"))).toEqual({ code: "internal", message: "Odd", advice: "" });
    expect(problemOf("text").message).toBe("text");
  });
});

describe("the command to try", () => {
  const gateway = { baseUrl: "http://127.0.0.1:8787/v1", apiKeyRequired: false };

  it("is one for each shell", () => {
    expect(tryCommand(gateway, "gpt-5.5", "linux")).toContain(
      `-d '{"model":"gpt-5.5","messages":[{"role":"user","content":"Say hello"}]}'`,
    );
    expect(tryCommand(gateway, "gpt-5.5", "win32")).toContain(String.raw`-d "{\"model\":\"gpt-5.5\",`);
    expect(tryCommand(gateway, "gpt-5.5", "win32")).not.toContain("\n");
  });

  it("names a key only where one is needed", () => {
    expect(tryCommand(gateway, "m", "darwin")).not.toContain("authorization");
    expect(tryCommand({ ...gateway, apiKeyRequired: true }, "m", "darwin")).toContain(
      "authorization: Bearer",
    );
  });
});

it("shows the account in use and the tightest of many", () => {
  const used = (id: string, percent: number, active = false) =>
    account(id, { active, limits: windows([percent, 2.5 * hour], [0, 7 * day]) });
  const many = [used("a", 5), used("b", 60), used("c", 0, true), used("d", 40)];
  expect(tightestAccounts(many, 2, now).map(({ id }) => id)).toEqual(["c", "b"]);
  expect(tightestAccounts(many, 4, now)).toBe(many);
});

it("checks what is typed into settings", () => {
  expect(wholeNumber("8787", 0, 65_535)).toBe(8787);
  for (const text of ["", "65536", "-1", "80.5", "8e3", " 1"])
    expect(wholeNumber(text, 0, 65_535)).toBeNull();
  expect(["http://a", "https://a:1", "socks5://u:p@a:1"].every(isProxyAddress)).toBe(true);
  expect(["a:1", "ftp://a", "http://"].some(isProxyAddress)).toBe(false);
  expect([isVersion("0.169.0"), isVersion("1.2"), isVersion("v1.2.3")]).toEqual([true, false, false]);
});

describe("time that has passed, to the second", () => {
  it.each([
    [-3, "just now"],
    [0.4, "just now"],
    [1, "1 s ago"],
    [59.9, "59 s ago"],
    [60, "1 min ago"],
    [150, "2 min ago"],
  ])("%d s: %s", (seconds, expected) => {
    expect(english.agoExactly(0, seconds * second)).toBe(expected);
  });

  it("in Chinese", () => {
    expect(chinese.agoExactly(0, 12 * second)).toBe("12 秒前");
  });
});

describe("a request as curl", () => {
  const gateway = { baseUrl: "http://127.0.0.1:8787/v1", apiKeyRequired: false };
  const row = {
    endpoint: "/v1/chat/completions",
    protocol: "openai",
    model: "gpt-5.5",
    stream: true,
  } as const;

  it("goes where it went, with placeholders for what was said", () => {
    expect(requestCurl(row, gateway, "linux")).toBe(
      [
        "curl http://127.0.0.1:8787/v1/chat/completions",
        "-H 'content-type: application/json'",
        `-d '{"model":"gpt-5.5","messages":[{"role":"user","content":"YOUR_PROMPT"}],"stream":true}'`,
      ].join(" \\\n  "),
    );
  });

  it.each([
    ["/v1/messages", "anthropic", "max_tokens"],
    ["/v1/messages", "anthropic", "anthropic-version: 2023-06-01"],
    ["/codex/v1/responses", "codex", '"store":false'],
    ["/codex/v1/responses", "codex", "http://127.0.0.1:8787/codex/v1/responses"],
    ["/v1/responses", "openai", '"input":"YOUR_PROMPT"'],
    ["/responses", "openai", "http://127.0.0.1:8787/responses"],
    ["/v1/v1/completions", "openai", '"prompt"'],
    ["/v1/images/generations", "openai", '"prompt"'],
    ["/v1/embeddings", "openai", '"input"'],
  ] as const)("of %s (%s) holds %s", (endpoint, protocol, part) => {
    expect(requestCurl({ ...row, endpoint, protocol }, gateway, "linux")).toContain(part);
  });

  it("names where the key goes when one is needed", () => {
    const command = requestCurl(row, { ...gateway, apiKeyRequired: true }, "linux");
    expect(command).toContain("authorization: Bearer YOUR_API_KEY");
  });

  it("is not offered for what needs its content", () => {
    expect(requestCurl({ ...row, endpoint: "/v1/images/edits" }, gateway, "linux")).toBeNull();
  });
});
