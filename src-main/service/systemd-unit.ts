/** Linux: a systemd unit of the person (systemd.unit(5), systemd.service(5)). */
import { serviceDescription, type ServicePlan } from "./service-plan.ts";

export function systemdUnit({ program, args, variables, desktop }: ServicePlan): string {
  const target = desktop ? "graphical-session.target" : "default.target";
  return `${[
    "[Unit]",
    `Description=${serviceDescription}`,
    ...(desktop ? [`PartOf=${target}`, `After=${target}`] : ["After=network.target"]),
    "",
    "[Service]",
    `ExecStart=${[program, ...args].map(quoteArgument).join(" ")}`,
    ...Object.entries(variables).map(([name, value]) => `Environment=${quoteWord(`${name}=${value}`)}`),
    // A mistake in the settings does not go away by trying again.
    "Restart=on-failure",
    "RestartSec=5",
    // Running requests may finish.
    "TimeoutStopSec=30",
    "UMask=0077",
    "",
    "[Install]",
    `WantedBy=${target}`,
  ].join("\n")}\n`;
}

// Beside the quoting, a command line knows variables: a dollar is written twice.
function quoteArgument(argument: string): string {
  return quoteWord(argument.replaceAll("$", "$$$$"));
}

// Quoted when needed; `%` begins a specifier everywhere.
function quoteWord(word: string): string {
  const escaped = word.replaceAll("%", "%%");
  if (/^[\w@+=:,./%$-]+$/.test(escaped)) return escaped;
  return `"${escaped.replaceAll(/[\\"]/g, String.raw`\$&`)}"`;
}
