/** Looks at everything that can be wrong and says what to do. */
import type { ProviderView, SlotCheck } from "../../../src-shared/contract/providers.ts";
import type { AdminClient } from "../../compose/compose.ts";
import type { Command, CommandContext } from "../parsing/command.ts";
import type { Finding } from "../doctor/finding.ts";
import { checkAccounts } from "../doctor/check-accounts.ts";
import { checkCodex } from "../doctor/check-codex.ts";
import { checkComputer } from "../doctor/check-computer.ts";
import { checkProvider } from "../doctor/check-providers.ts";
import { checkPorts } from "../doctor/check-ports.ts";
import { connectToRunning } from "../gateway/connect.ts";
import { noMore } from "../parsing/option-values.ts";
import { isAlive, readOwner } from "../../platform/locks/owner-lock.ts";
import { filesIn } from "../../settings/data-folder.ts";

const areas = {
  computer: "Computer",
  ports: "Ports",
  network: "Network",
  codex: "Codex",
  accounts: "Accounts",
  providers: "Providers",
};
const marks = { ok: ["green", "✓"], note: ["yellow", "!"], bad: ["red", "✗"] } as const;

export const doctor: Command = {
  usage: "doctor",
  help: "Checks the computer, ports, the way to every host, the clock, Codex and the accounts, and says what to do. Exits with 1 when something must be done.",
  async run(context, positionals) {
    noMore("doctor", positionals);
    const findings = await examine(context);
    const ill = findings.some(({ state }) => state === "bad");
    if (context.json) context.terminal.out(JSON.stringify({ ok: !ill, findings }, null, 2));
    else show(context, findings);
    return ill ? 1 : 0;
  },
};

async function examine(context: CommandContext): Promise<Finding[]> {
  const { terminal, dataFolder } = context;
  const running = await connectToRunning(dataFolder);
  const holder = await readOwner(filesIn(dataFolder).lock);
  const owner = holder !== null && (await isAlive(holder, dataFolder)) ? holder.pid : null;
  const signal = context.interrupted();
  const client = running ?? (await context.connect());
  const [{ values }, status] = await Promise.all([client.settings.get(), client.gateway.status()]);
  const gateway = running ? status : null;
  terminal.error("Looking at the computer, the ports and the network …");
  const [computer, ports, network, codex] = await Promise.all([
    checkComputer(dataFolder, await client.data.setAside()),
    checkPorts({ settings: values.gateway, gateway, owner }),
    // Asked of the process that serves: its environment and its system are what counts.
    client.network.test({}, { signal }),
    Promise.all([client.codex.status(), client.codex.processes()]),
  ]);
  const accounts = checkAccounts(await client.accounts.list(), Date.now());
  const [view, open] = codex;
  const found = checkCodex({
    view,
    running: open,
    gatewayRuns: gateway?.state === "running",
    now: Date.now(),
  });
  return [
    ...computer,
    ...ports,
    ...network.map((each) => ({ area: "network" as const, ...each })),
    ...found,
    ...accounts,
    ...(await Promise.all(
      (await client.providers.list()).map(async (provider) =>
        checkProvider(provider, await checksOf(client, provider), Date.now()),
      ),
    )),
  ];
}

/** What it says when it is asked; null where it would serve nothing. */
function checksOf(client: AdminClient, { name, runs, slots }: ProviderView): Promise<SlotCheck[] | null> {
  const asked = runs && slots.some(({ paused }) => !paused);
  return asked ? client.providers.check({ name }).catch(() => null) : Promise.resolve(null);
}

function show({ terminal }: CommandContext, findings: Finding[]): void {
  for (const [area, heading] of Object.entries(areas)) {
    terminal.out(heading);
    for (const { name, state, message, advice } of findings.filter((each) => each.area === area)) {
      const [colour, mark] = marks[state];
      terminal.out(`  ${terminal.paint(colour, mark)} ${name}: ${message}`);
      if (advice !== "") terminal.out(`      → ${advice}`);
    }
  }
  const count = findings.filter(({ state }) => state === "bad").length;
  terminal.out(
    count === 0
      ? "\nNothing needs to be done."
      : `\n${count} ${count === 1 ? "thing needs" : "things need"} to be done.`,
  );
}
