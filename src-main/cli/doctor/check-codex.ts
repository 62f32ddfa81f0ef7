/** Codex's switch, its login, and the Codex programs that run. */
import type { CodexHome, CodexProcess, CodexView } from "../../../src-shared/contract/codex.ts";
import { loginWords, processWords } from "../text/codex-text.ts";
import { findingsOf, type Finding } from "./finding.ts";

const { ok, note, bad } = findingsOf("codex");

export interface CodexFacts {
  view: CodexView;
  running: CodexProcess[];
  gatewayRuns: boolean;
  now: number;
}

export function checkCodex({ view, running, gatewayRuns, now }: CodexFacts): Finding[] {
  return [
    switchFinding(view, gatewayRuns),
    ...view.homes.flatMap(homeFindings),
    loginFinding(view),
    processFinding(view, running, now),
  ];
}

/** What is amiss in homes beside the main one, and profiles that lead past the gateway. */
function homeFindings({ folder, main, switch: { state, problem, drift }, bypassing }: CodexHome): Finding[] {
  const past =
    state === "off"
      ? []
      : bypassing.map((name) =>
          note(
            "Profile",
            `With --profile ${name} Codex goes past Switchyard (${folder}).`,
            `switchyard codex on --profile ${name}`,
          ),
        );
  if (main) return past;
  if (problem) return [bad("Home", `${problem.message} (${folder})`, problem.advice), ...past];
  if (state === "orphaned") return [bad("Home", orphanWords(folder), orphanAdvice), ...past];
  if (state === "drift")
    return [
      note(
        "Home",
        `Others changed ${drift.join(", ")} in ${folder}.`,
        "Take it over again: switchyard codex on",
      ),
      ...past,
    ];
  return past;
}

const orphanWords = (place: string) =>
  `Codex is pointed at Switchyard, but the record of its former settings is lost (${place}).`;
const orphanAdvice = "To remove exactly the lines that Switchyard wrote: switchyard codex off";

function loginFinding({ login }: CodexView): Finding {
  const words = loginWords(login);
  return login.store === "file" || login.present.kind !== "none"
    ? ok("Login", words)
    : note("Login", words, 'To follow it here: cli_auth_credentials_store = "file", then codex login');
}

function switchFinding({ switch: found, proof }: CodexView, gatewayRuns: boolean): Finding {
  const { state, file, problem, drift } = found;
  if (problem) return bad("Switch", `${problem.message} (${file})`, problem.advice);
  if (state === "off") return ok("Switch", `Codex does not go through Switchyard (${file}).`);
  if (state === "orphaned") return bad("Switch", orphanWords(file), orphanAdvice);
  if (!gatewayRuns)
    return bad(
      "Switch",
      `Codex is pointed at a gateway that does not run (${file}).`,
      "switchyard serve, or: switchyard codex off",
    );
  if (state === "drift")
    return note(
      "Switch",
      `Others changed ${drift.join(", ")} in ${file}.`,
      "Take it over again: switchyard codex on",
    );
  return ok("Switch", `On (${file}); ${proof ? `last request by ${proof.client}` : "no request yet"}.`);
}

function processFinding(
  { switch: { state, since }, proof }: CodexView,
  running: CodexProcess[],
  now: number,
): Finding {
  if (running.length === 0) return ok("Running Codex", "None.");
  const words = running.map((each) => processWords(each, now)).join("; ");
  const proven = proof !== null && since !== null && proof.at >= since;
  return state === "off" || proven
    ? ok("Running Codex", words)
    : note(
        "Running Codex",
        words,
        "No request has come from it since the switch. Whatever was started before has to be restarted.",
      );
}
