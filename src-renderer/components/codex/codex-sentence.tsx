import { useTranslation } from "react-i18next";
import type { CodexProof } from "../../../src-shared/contract/index.ts";
import { useFormat } from "../../format/use-format.ts";
import { useLive } from "../../live/use-live.tsx";
import { useNow } from "../../live/use-now.ts";
import { Status, type Tone } from "../status.tsx";
import type { CodexState } from "./codex-state.ts";

const tones: Record<CodexState, Tone> = {
  off: "off",
  waiting: "busy",
  held: "attention",
  on: "good",
  unproven: "busy",
  drift: "attention",
  orphaned: "attention",
  unreadable: "attention",
};

/** How the switch stands, in a sentence; when it works, with the proof. */
export function CodexSentence({ state }: { state: CodexState }) {
  const { t } = useTranslation();
  const proof = useLive((live) => live.codex.proof);
  return (
    <Status tone={tones[state]}>
      {state === "on" && proof !== null ? <ProofLine proof={proof} /> : t(`codex.state.${state}`)}
    </Status>
  );
}

const minute = 60_000;

function ProofLine({ proof }: { proof: CodexProof }) {
  const { t } = useTranslation();
  const format = useFormat();
  const fresh = useNow() - proof.at < minute;
  const now = useNow(fresh ? 1000 : 15_000);
  const client = proof.version === null ? proof.client : `${proof.client} ${proof.version}`;
  return t("codex.proof", { when: format.agoExactly(proof.at, now), client });
}
