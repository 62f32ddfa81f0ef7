import { useCallback, useEffect, useState } from "react";
import type { CodexProcess } from "../../../src-shared/contract/index.ts";
import { useClient } from "../../live/use-live.tsx";

/**
 * The Codex programs that run, looked for while `wanted` and again whenever the person comes to look; null until they
 * are known.
 */
export function useRunningCodex(wanted = true): { running: CodexProcess[] | null; look: () => void } {
  const client = useClient();
  const [running, setRunning] = useState<CodexProcess[] | null>(null);
  const look = useCallback(() => {
    if (document.hidden) return;
    // Not knowing is no failure: the list is help.
    client.codex.processes().then(setRunning, () => setRunning((before) => before ?? []));
  }, [client]);
  useEffect(() => {
    if (!wanted) return;
    look();
    window.addEventListener("focus", look);
    return () => window.removeEventListener("focus", look);
  }, [wanted, look]);
  return { running: wanted ? running : null, look };
}
