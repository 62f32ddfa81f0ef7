import { useTranslation } from "react-i18next";
import type { CodexHome } from "../../../src-shared/contract/index.ts";
import { useProblemText } from "../../format/problem-text.ts";
import { useLive } from "../../live/use-live.tsx";
import { Status, type Tone } from "../status.tsx";
import classes from "./homes-note.module.css";

/** Each of Codex's homes with how it stands, once there are several; and the profiles that lead past the gateway. */
export function HomesNote() {
  const { t } = useTranslation();
  const homes = useLive((live) => live.codex.homes);
  const profile = useLive((live) => live.codex.profile);
  const several = homes.length > 1;
  const bypassing = homes.some((home) => home.switch.state !== "off" && home.bypassing.length > 0);
  if (!several && !bypassing && profile === null) return null;
  return (
    <>
      {profile !== null && <p className={classes.words}>{t("codex.onlyProfile", { profile })}</p>}
      <ul className={classes.homes} aria-label={t("codex.homesLabel")}>
        {homes.map((home) => (
          <HomeLine key={home.switch.file} home={home} named={several} />
        ))}
      </ul>
    </>
  );
}

function HomeLine({ home, named }: { home: CodexHome; named: boolean }) {
  const { t } = useTranslation();
  const { state, drift, problem } = home.switch;
  const text = useProblemText();
  const failed = problem === null ? null : text(problem);
  const words = wordsOf(home);
  const bypassing = state === "off" ? [] : home.bypassing;
  if (!named && bypassing.length === 0) return null;
  return (
    <li>
      {named && (
        <div className={classes.line}>
          <code className={classes.folder}>{home.folder}</code>
          <Status tone={tones[words]}>{t(`codex.home.${words}`)}</Status>
        </div>
      )}
      {named && failed !== null && (
        <p className={classes.words}>
          {failed.message} {failed.advice}
        </p>
      )}
      {named && drift.length > 0 && (
        <p className={classes.words}>
          {t("codex.driftKeys")} <code>{drift.join(", ")}</code>
        </p>
      )}
      {bypassing.map((name) => (
        <p key={name} className={classes.words}>
          <Status tone="attention">{t("codex.bypassed", { name })}</Status>
        </p>
      ))}
    </li>
  );
}

type Words = "off" | "on" | "drift" | "orphaned" | "refused" | "left";

const tones: Record<Words, Tone> = {
  off: "off",
  on: "good",
  drift: "attention",
  orphaned: "attention",
  refused: "attention",
  left: "attention",
};

function wordsOf({ chosen, switch: { state, problem } }: CodexHome): Words {
  if (!chosen) return "left";
  return state === "off" && problem !== null ? "refused" : state;
}
