/** Windows: a task of the person that starts at logon (Task Scheduler schema 1.2). */
import { serviceDescription, type ServicePlan } from "./service-plan.ts";

/** `user`: DOMAIN\name. */
export function scheduledTask(plan: ServicePlan, user: string): string {
  const { command, given } = actionOf(plan);
  return `<?xml version="1.0" encoding="UTF-16"?>
<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <RegistrationInfo>
    <Description>${xml(serviceDescription)}</Description>
  </RegistrationInfo>
  <Triggers>
    <LogonTrigger>
      <Enabled>true</Enabled>
      <UserId>${xml(user)}</UserId>
    </LogonTrigger>
  </Triggers>
  <Principals>
    <Principal id="Author">
      <UserId>${xml(user)}</UserId>
      <LogonType>InteractiveToken</LogonType>
      <RunLevel>LeastPrivilege</RunLevel>
    </Principal>
  </Principals>
  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <Hidden>true</Hidden>
    <ExecutionTimeLimit>PT0S</ExecutionTimeLimit>
    <RestartOnFailure>
      <Interval>PT1M</Interval>
      <Count>10</Count>
    </RestartOnFailure>
  </Settings>
  <Actions Context="Author">
    <Exec>
      <Command>${xml(command)}</Command>
      <Arguments>${xml(given)}</Arguments>
    </Exec>
  </Actions>
</Task>
`;
}

/** A task knows no variables, and node would show its console: a hidden PowerShell sets and starts. */
function actionOf({ program, args, variables, desktop }: ServicePlan): { command: string; given: string } {
  const set = Object.entries(variables);
  if (desktop && set.length === 0) return { command: program, given: args.join(" ") };
  const script = [
    ...set.map(([name, value]) => `$env:${name} = ${literal(value)}`),
    `& ${[program, ...args].map(literal).join(" ")}`,
    "exit $LASTEXITCODE",
  ].join("; ");
  const flags = "-NoProfile -NonInteractive -WindowStyle Hidden -Command";
  return { command: "powershell.exe", given: `${flags} "${script.replaceAll('"', String.raw`\"`)}"` };
}

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

function xml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
