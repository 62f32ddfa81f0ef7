import type { AppInfo } from "../../../src-shared/contract/index.ts";

/** Lines that set variables in the shell of this computer; PowerShell on Windows. */
export function shellVariables(variables: Record<string, string>, platform: AppInfo["platform"]): string {
  return Object.entries(variables)
    .map(([name, value]) =>
      platform === "win32" ? `$env:${name} = "${value}"` : `export ${name}="${value}"`,
    )
    .join("\n");
}
