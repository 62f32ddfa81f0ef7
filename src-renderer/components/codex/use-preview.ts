import { useEffect, useState } from "react";
import type { CodexMode, CodexPreview } from "../../../src-shared/contract/index.ts";
import type { Problem } from "../../../src-shared/problem.ts";
import { problemOf } from "../../live/problem-of.ts";
import { useClient } from "../../live/use-live.tsx";

export interface PreviewResult {
  /** The last one that was told, which may be of another mode while a new one is read. */
  preview: CodexPreview | null;
  problem: Problem | null;
}

/** What turning Codex' switch on in this mode would change. */
export function usePreview(mode: CodexMode): PreviewResult {
  const client = useClient();
  const [result, setResult] = useState<PreviewResult>({ preview: null, problem: null });
  useEffect(() => {
    let wanted = true;
    client.codex.preview({ mode }).then(
      (preview) => {
        if (wanted) setResult({ preview, problem: null });
      },
      (error: unknown) => {
        if (wanted) setResult({ preview: null, problem: problemOf(error) });
      },
    );
    return () => {
      wanted = false;
    };
  }, [client, mode]);
  return result;
}
