import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parse } from "smol-toml";
import { expect, test } from "vitest";
import { startSwitchyard, temporaryFolder } from "../support/switchyard.ts";

test("Codex can go to another computer's Switchyard, whether the one here runs or not", async () => {
  const home = path.join(await temporaryFolder(), ".codex");
  const file = path.join(home, "config.toml");
  const before = '# mine\nmodel = "o4"\n';
  mkdirSync(home);
  writeFileSync(file, before);
  writeFileSync(path.join(home, "auth.json"), JSON.stringify({ OPENAI_API_KEY: "sk-made-up-of-codex" }));
  const { client, url, switchyard } = await startSwitchyard({ env: { CODEX_HOME: home } });
  await switchyard.resume();
  const config = () => parse(readFileSync(file, "utf8"));

  await client.codex.on({ mode: "native" });
  expect(config()).toMatchObject({ openai_base_url: `${url}/codex/v1`, model: "o4" });

  // It follows the setting while it is on.
  await client.settings.update({ codex: { remote: "192.168.1.5:8787/v1", model: "gpt-6.1-sol" } });
  await expect
    .poll(config)
    .toMatchObject({ openai_base_url: "http://192.168.1.5:8787/codex/v1", model: "gpt-6.1-sol" });

  // The gateway here has nothing to do with it any more.
  await client.gateway.stop();
  await client.codex.status();
  expect(config()).toMatchObject({ openai_base_url: "http://192.168.1.5:8787/codex/v1" });

  await client.settings.update({ codex: { remoteKey: "key-of-the-other-one", mode: "provider" } });
  await expect.poll(config).toMatchObject({
    model_providers: {
      switchyard: {
        base_url: "http://192.168.1.5:8787/codex/v1",
        experimental_bearer_token: "key-of-the-other-one",
      },
    },
  });
  await client.codex.off();
  expect(readFileSync(file, "utf8")).toBe(before);

  // What `codex diff` shows is what `codex on` writes, whatever address was used before.
  await client.gateway.start();
  const wish = { profile: null, remote: null, remoteKey: null, model: null };
  const [preview] = await client.codex.preview({ mode: "native", wish });
  const added = preview?.diff.filter(({ kind }) => kind === "added").map(({ text }) => text);
  const port = (await client.gateway.status()).port;
  expect(added).toContain(`openai_base_url = "http://127.0.0.1:${port}/codex/v1"`);
  expect(added?.join("\n")).not.toContain("192.168.1.5");

  const debug = await client.settings.get();
  expect(debug.values.codex.remote).toBe("192.168.1.5:8787/v1");
  await expect(client.settings.update({ codex: { remote: "http://me:secret@box" } })).rejects.toThrow();
});
