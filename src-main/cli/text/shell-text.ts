/** Variables in the language of a shell, ready to be evaluated. */
export const shells = ["sh", "fish", "powershell"] as const;

export type Shell = (typeof shells)[number];

export function shellLines(
  shell: Shell,
  variables: Record<string, string>,
  unset: readonly string[] = [],
): string[] {
  const set = Object.entries(variables);
  switch (shell) {
    case "sh":
      return [
        ...unset.map((name) => `unset ${name}`),
        ...set.map(([name, value]) => `export ${name}='${value.replaceAll("'", String.raw`'\''`)}'`),
      ];
    case "fish":
      return [
        ...unset.map((name) => `set -e ${name}`),
        ...set.map(([name, value]) => `set -gx ${name} '${value.replaceAll(/[\\']/g, String.raw`\$&`)}'`),
      ];
    case "powershell":
      return [
        ...unset.map((name) => `Remove-Item Env:${name} -ErrorAction SilentlyContinue`),
        ...set.map(([name, value]) => `$env:${name} = '${value.replaceAll("'", "''")}'`),
      ];
  }
}

/** The shell a person most likely uses. */
export function usualShell(env: NodeJS.ProcessEnv, platform = process.platform): Shell {
  if (platform === "win32") return "powershell";
  return env["SHELL"]?.endsWith("/fish") ? "fish" : "sh";
}
