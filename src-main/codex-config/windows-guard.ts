/** The guard for Windows: PowerShell that outlives Switchyard and puts config.toml back. Pure. */

export interface WindowsGuard {
  /** Process to outlive. */
  pid: number;
  /** Lock that names its successor. */
  lock: string;
  /** config.toml. */
  target: string;
  /** Holds written.toml, before.toml and turn.txt. */
  folder: string;
  /** How long a restart may take. */
  graceSeconds: number;
  /** What turn.txt holds as long as this guard is the one that counts. */
  turn: string;
}

/** Its text; every value in it is a literal. */
export function windowsGuardScript({ pid, lock, target, folder, graceSeconds, turn }: WindowsGuard): string {
  return `$ErrorActionPreference = 'Stop'
$target = ${literal(target)}
$folder = ${literal(folder)}
$written = Join-Path $folder 'written.toml'
$before = Join-Path $folder 'before.toml'
function Test-Turn {
  try { [IO.File]::ReadAllText((Join-Path $folder 'turn.txt')) -ceq ${literal(turn)} } catch { $false }
}
function Test-Alive($id) { $null -ne (Get-Process -Id $id -ErrorAction SilentlyContinue) }
function Get-Content64($file) { [Convert]::ToBase64String([IO.File]::ReadAllBytes($file)) }
$waited = ${pid}
while ($true) {
  while (Test-Alive $waited) {
    if (-not (Test-Turn)) { exit }
    Start-Sleep -Seconds 1
  }
  Start-Sleep -Seconds ${graceSeconds}
  if (-not (Test-Turn)) { exit }
  $owner = ''
  try { $owner = [regex]::Match([IO.File]::ReadAllText(${literal(lock)}), '"pid":\\s*(\\d+)').Groups[1].Value } catch { }
  if ($owner -eq '' -or -not (Test-Alive ([int]$owner))) { break }
  $waited = [int]$owner
}
if (-not [IO.File]::Exists($target)) { exit }
if ((Get-Content64 $target) -cne (Get-Content64 $written)) { exit }
if ([IO.File]::Exists($before)) {
  $draft = Join-Path (Split-Path $target) ('.' + (Split-Path $target -Leaf) + '.restore-' + [Guid]::NewGuid().ToString('N'))
  [IO.File]::Copy($before, $draft, $false)
  try { [IO.File]::Replace($draft, $target, [NullString]::Value) }
  catch { [IO.File]::Copy($draft, $target, $true); [IO.File]::Delete($draft) }
} else {
  [IO.File]::Delete($target)
}
[IO.File]::Move((Join-Path $folder 'turn.txt'), (Join-Path $folder 'restored'))
foreach ($name in 'written.toml', 'before.toml') { [IO.File]::Delete((Join-Path $folder $name)) }
`;
}

/**
 * The call that starts it. Node ends its children with itself unless they are detached, and PowerShell does not run
 * without a console: a hidden `cmd` starts it as its own child, which Node does not hold, and leaves it its console.
 */
export function windowsGuardCall(script: string): { program: string; args: string[] } {
  const encoded = Buffer.from(script, "utf16le").toString("base64");
  const shell = ["powershell.exe", "-NoLogo", "-NoProfile", "-NonInteractive", "-EncodedCommand", encoded];
  return { program: "cmd.exe", args: ["/d", "/c", "start", "", "/b", ...shell] };
}

function literal(text: string): string {
  return `'${text.replaceAll(/['\u2018-\u201B]/g, "$&$&")}'`;
}
