/** Pure: a command table to a completion script per shell. */
export const completionShells = ["bash", "zsh", "fish", "powershell"] as const;

export type CompletionShell = (typeof completionShells)[number];

export interface Word {
  name: string;
  help: string;
  actions: string[];
  /** With their dashes. */
  flags: string[];
}

export function completionScript(shell: CompletionShell, words: readonly Word[]): string {
  switch (shell) {
    case "bash":
      return bash(words);
    case "zsh":
      return zsh(words);
    case "fish":
      return fish(words);
    case "powershell":
      return powershell(words);
  }
}

function names(words: readonly Word[]): string {
  return words.map(({ name }) => name).join(" ");
}

function bash(words: readonly Word[]): string {
  const cases = words.map(
    ({ name, actions, flags }) =>
      `    ${name}) actions="${actions.join(" ")}"; flags="${flags.join(" ")}" ;;`,
  );
  return `# Completion of switchyard for bash.
_switchyard() {
  local word="\${COMP_WORDS[COMP_CWORD]}" actions="" flags=""
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W "${names(words)} help" -- "$word"))
    return
  fi
  case "\${COMP_WORDS[1]}" in
${cases.join("\n")}
    help) actions="${names(words)}" ;;
  esac
  case "$word" in
    -*) COMPREPLY=($(compgen -W "$flags" -- "$word")) ;;
    *)
      COMPREPLY=()
      if [ "$COMP_CWORD" -eq 2 ]; then COMPREPLY=($(compgen -W "$actions" -- "$word")); fi
      if [ "\${#COMPREPLY[@]}" -eq 0 ]; then COMPREPLY=($(compgen -f -- "$word")); fi
      ;;
  esac
}
complete -o filenames -F _switchyard switchyard`;
}

function zsh(words: readonly Word[]): string {
  const described = words.map(({ name, help }) => `    ${zshText(`${name}:${help.replaceAll(":", "\\:")}`)}`);
  const cases = words.map(
    ({ name, actions, flags }) =>
      `    ${name}) actions=(${actions.join(" ")}); flags=(${flags.join(" ")}) ;;`,
  );
  return `#compdef switchyard
# Completion of switchyard for zsh.
_switchyard() {
  local -a commands actions flags
  commands=(
${described.join("\n")}
  )
  if (( CURRENT == 2 )); then
    _describe command commands
    return
  fi
  case "\${words[2]}" in
${cases.join("\n")}
    help) actions=(${names(words)}) ;;
  esac
  if [[ "\${words[CURRENT]}" == -* ]]; then
    compadd -a flags
  else
    if (( CURRENT == 3 )); then compadd -a actions; fi
    _files
  fi
}
compdef _switchyard switchyard`;
}

function fish(words: readonly Word[]): string {
  const lines = words.flatMap(({ name, help, actions, flags }) => [
    `complete -c switchyard -n __fish_use_subcommand -f -a ${name} -d ${fishText(help)}`,
    ...(actions.length > 0
      ? [
          `complete -c switchyard -n "__fish_seen_subcommand_from ${name}; and test (count (commandline -opc)) -eq 2" -f -a ${fishText(actions.join(" "))}`,
        ]
      : []),
    ...flags.map(
      (flag) =>
        `complete -c switchyard -n "__fish_seen_subcommand_from ${name}" -l ${flag.replace(/^--/, "")}`,
    ),
  ]);
  return ["# Completion of switchyard for fish.", ...lines].join("\n");
}

function powershell(words: readonly Word[]): string {
  const list = (items: readonly string[]) => `@(${items.map((item) => `'${item}'`).join(", ")})`;
  const entries = words.map(
    ({ name, actions, flags }) => `    '${name}' = @{ actions = ${list(actions)}; flags = ${list(flags)} }`,
  );
  return `# Completion of switchyard for PowerShell.
Register-ArgumentCompleter -Native -CommandName switchyard -ScriptBlock {
  param($word, $ast, $position)
  $table = @{
${entries.join("\n")}
  }
  $given = @($ast.CommandElements | Select-Object -Skip 1 | ForEach-Object { $_.ToString() })
  $done = if ($word) { @($given | Select-Object -SkipLast 1) } else { $given }
  $found = if ($done.Count -eq 0) { $table.Keys }
    elseif ($word -like '-*') { $table[$done[0]].flags }
    elseif ($done.Count -eq 1) { $table[$done[0]].actions }
  $found | Where-Object { $_ -like "$word*" } | Sort-Object |
    ForEach-Object { [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_) }
}`;
}

function zshText(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

function fishText(text: string): string {
  return `'${text.replaceAll(/[\\']/g, String.raw`\$&`)}'`;
}
