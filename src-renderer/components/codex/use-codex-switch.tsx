import { lazy, Suspense, useState, type ReactNode } from "react";
import { useMutation } from "../../query/use-mutation.ts";
import { useClient } from "../../live/use-live.tsx";

const CodexDialog = lazy(() =>
  import("./codex-dialog.tsx").then((module) => ({ default: module.CodexDialog })),
);

/** Turning the switch on asks in a dialog first, turning it off does not. `element` has to be rendered somewhere. */
export function useCodexSwitch() {
  const client = useClient();
  const [asking, setAsking] = useState(false);
  const [foreign, setForeign] = useState<string[]>([]);
  const off = useMutation(async () => setForeign((await client.codex.off()).foreign));
  const element: ReactNode = asking && (
    <Suspense fallback={null}>
      <CodexDialog onClose={() => setAsking(false)} />
    </Suspense>
  );
  return {
    off,
    /** Keys that others had changed and that were left alone when it was last switched off here. */
    foreign,
    forget: () => setForeign([]),
    ask() {
      setForeign([]);
      setAsking(true);
    },
    element,
  };
}
