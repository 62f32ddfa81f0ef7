/** No secret of the settings is shown, exported or bundled, whichever way they leave. */
import { expect, test } from "vitest";
import {
  isSecretSetting,
  secretSettings,
  secretsIn,
  withoutSecrets,
} from "../../src-shared/secret-settings.ts";
import { defaultSettings, type SettingKey, type Settings } from "../../src-shared/settings.ts";
import { shownValue } from "../../src-main/cli/parsing/shown-values.ts";
import { startSwitchyard } from "../support/switchyard.ts";

const keys = Object.keys(secretSettings) as (keyof typeof secretSettings)[];

function secretOf(key: string): { secret: string; value: string } {
  const secret = `made-up-${key.replace(".", "-")}`;
  return { secret, value: isSecretSetting(key) ? secret : `http://name:${secret}@127.0.0.1:1` };
}

test.each(keys)("%s is in no export, no answer and no list", async (key) => {
  const { client, url } = await startSwitchyard({ signIn: [] });
  const { secret, value } = secretOf(key);
  const [section = "", name = ""] = key.split(".");
  const { values } = await client.settings.update({ [section]: { [name]: value } });
  expect(JSON.stringify(values)).toContain(secret);
  const shown = [
    await client.data.settings(),
    JSON.stringify(withoutSecrets(values)),
    String(shownValue(values, key)),
    await (await fetch(`${url}/debug/config`, { headers: { "x-api-key": secret } })).text(),
  ];
  for (const text of shown) expect(text).not.toContain(secret);
  // What is looked for in a bug report before it leaves.
  expect(secretsIn(values).join()).toContain(secret);
});

test("what could only be a secret is on the list", () => {
  const all = Object.entries(defaultSettings).flatMap(([section, fields]) =>
    Object.keys(fields).map((name) => `${section}.${name}` as SettingKey),
  );
  const suspicious = all.filter((key) => /(key|password|secret|proxyUrl)$/i.test(key) || /token$/i.test(key));
  expect(keys.toSorted()).toEqual(suspicious.toSorted());
});

test("an address without a password is exported as it is", async () => {
  const { client } = await startSwitchyard({ signIn: [] });
  const proxyUrl = "http://127.0.0.1:1";
  await client.settings.update({ network: { proxyUrl } });
  expect(JSON.parse(await client.data.settings())).toEqual({ network: { proxyUrl } });
});

test("nothing else is touched", () => {
  const values: Settings = structuredClone(defaultSettings);
  expect(withoutSecrets(values)).toEqual(values);
});
