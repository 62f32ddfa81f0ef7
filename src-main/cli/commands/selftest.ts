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
  usage: "selftest [-m MODEL] [--no-images] [--url ADDRESS [--key KEY]]",
  help: "Asks every endpoint of the gateway once and prints a table with times. It spends a little of your quota, most of it for one image. With --url another gateway is asked, e.g. of a server.",
  options: {
    model: { type: "string", short: "m", help: "model to test with (models.default)" },
    "no-images": { type: "boolean", help: "leave out the image" },
    url: { type: "string", help: "another gateway than the one here, e.g. http://192.168.1.5:8787" },
    key: { type: "string", help: "with --url: the key that one wants" },
  },
  async run(context, positionals, options) {
    noMore("selftest", positionals);
    const { terminal } = context;
    const access = await accessOf(context, textOption(options, "url"), textOption(options, "key"));
    const signal = context.interrupted();
    const model = textOption(options, "model") ?? (await access.client.settings.get()).values.models.default;
    const chosen = probes.filter(({ images }) => !(images && options["no-images"] === true));
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
