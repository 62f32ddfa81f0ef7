/** Every endpoint once, as a client would ask, against the own gateway. */
import { UsageError, type Command, type CommandContext } from "../parsing/command.ts";
import { noMore, textOption } from "../parsing/option-values.ts";
import { probes, type Probe } from "../gateway/probes.ts";
import type { GatewayAccess } from "../gateway/gateway-access.ts";

interface Result {
  name: string;
  ok: boolean;
  ms: number;
  message: string;
}

export const selftest: Command = {
  usage: "selftest [-m MODEL] [--provider NAME] [--no-images] [--url ADDRESS [--key KEY]]",
  help: "Asks every endpoint of the gateway once and prints a table with times. It spends a little of your quota, most of it for one image. With --url another gateway is asked, e.g. of a server.",
  options: {
    model: { type: "string", short: "m", help: "model to test with (models.default)" },
    provider: { type: "string", help: "asks this one beside the ChatGPT accounts, for what it can have" },
    "no-images": { type: "boolean", help: "leave out the image" },
    url: { type: "string", help: "another gateway than the one here, e.g. http://192.168.1.5:8787" },
    key: { type: "string", help: "with --url: the key that one wants" },
  },
  async run(context, positionals, options) {
    noMore("selftest", positionals);
    const { terminal } = context;
    const access = await accessOf(context, textOption(options, "url"), textOption(options, "key"));
    const signal = context.interrupted();
    const provider = textOption(options, "provider");
    const asked = textOption(options, "model");
    const model =
      provider === null
        ? (asked ?? (await access.client.settings.get()).values.models.default)
        : await modelOfProvider(access, provider, asked);
    const chosen = probes.filter(
      ({ images, accounts }) =>
        !(images && options["no-images"] === true) && !(accounts && provider !== null),
    );
    if (chosen.length === 0) throw new UsageError("Nothing is left to test.");
    const results: Result[] = [];
    for (const probe of chosen) {
      const result = await carryOut(probe, access, model, signal);
      if (signal.aborted) break;
      results.push(result);
      if (!context.json) {
        const mark = result.ok ? terminal.paint("green", "pass") : terminal.paint("red", "FAIL");
        const row = `${mark}  ${result.name.padEnd(38)} ${String(result.ms).padStart(6)} ms`;
        // One cause mostly fails many: told once.
        const told = results.slice(0, -1).some(({ message }) => message === result.message);
        const message = told ? "for the same reason" : result.message;
        terminal.out(result.message === "" ? row : `${row}  ${message}`);
      }
    }
    const passed = results.filter(({ ok }) => ok).length;
    const whole = passed === chosen.length;
    if (context.json) terminal.out(JSON.stringify({ ok: whole, model, results }, null, 2));
    else terminal.out(`\n${passed} of ${chosen.length} passed with ${model}.`);
    return whole ? 0 : 1;
  },
};

/** As it is asked for. Throws UsageError when there is no such provider, or none of its models is known. */
async function modelOfProvider(
  { client }: GatewayAccess,
  name: string,
  asked: string | null,
): Promise<string> {
  const names = (await client.providers.list()).map((each) => each.name);
  if (!names.includes(name))
    throw new UsageError(
      `There is no provider ${name}${names.length === 0 ? "" : `: there is ${names.join(", ")}`}. \`switchyard providers add\` adds one.`,
    );
  const model = asked ?? (await client.providers.models({ name })).models[0]?.id;
  if (model === undefined) throw new UsageError(`${name} lists no models: name one with -m.`);
  return `${name}:${model}`;
}

async function accessOf(
  context: CommandContext,
  url: string | null,
  key: string | null,
): Promise<GatewayAccess> {
  if (url === null && key !== null) throw new UsageError("--key is for the gateway at --url: there is none.");
  if (url === null) return context.gateway();
  if (!/^https?:\/\/[^/]/.test(url) || !URL.canParse(url))
    throw new UsageError(`--url wants an address such as http://192.168.1.5:8787, not "${url}".`);
  return { client: await context.connect(), root: url.replace(/\/+(v1\/*)?$/, ""), apiKey: key };
}

async function carryOut(
  probe: Probe,
  access: GatewayAccess,
  model: string,
  signal: AbortSignal,
): Promise<Result> {
  const started = performance.now();
  const result = (ok: boolean, message: string) => {
    return { name: probe.name, ok, ms: Math.round(performance.now() - started), message };
  };
  try {
    await probe.run({ access, model, signal });
    return result(true, "");
  } catch (error) {
    return result(false, error instanceof Error ? error.message : "failed");
  }
}
