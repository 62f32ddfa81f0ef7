import { useState } from "react";
import type { ImportFile, ImportPreview, ImportResult } from "../../../src-shared/contract/index.ts";
import { useMutation } from "../../query/use-mutation.ts";
import { useClient } from "../../live/use-live.tsx";
import { FocusedStep } from "./focused-step.tsx";
import { ImportChoice } from "./import-choice.tsx";
import { ImportPreviewStep } from "./import-preview.tsx";
import { ImportReport } from "./import-report.tsx";

/** Files chosen, looked at, then taken over just as they were shown. */
export function ImportStep({ onBack, onClose }: { onBack: () => void; onClose: () => void }) {
  const client = useClient();
  const [looked, setLooked] = useState<{ files: ImportFile[]; preview: ImportPreview } | null>(null);
  const [result, setResult] = useState<ImportResult | null>(null);
  const look = useMutation(async (read: () => Promise<ImportFile[]>) => {
    const files = await read();
    setLooked({ files, preview: await client.accounts.previewImport({ files }) });
  });
  const take = useMutation(async () => {
    if (looked === null) return;
    const { files, preview } = looked;
    setResult(await client.accounts.importFiles({ files, fingerprint: preview.fingerprint }));
  });

  if (result !== null) {
    return (
      <FocusedStep key="report">
        <ImportReport result={result} onClose={onClose} />
      </FocusedStep>
    );
  }
  if (looked === null) return <ImportChoice look={look} onBack={onBack} />;
  return (
    <FocusedStep key="preview">
      <ImportPreviewStep
        entries={looked.preview.entries}
        take={take}
        onLookAgain={() => void look.run(async () => looked.files).then(() => take.clear())}
        onBack={() => {
          take.clear();
          setLooked(null);
        }}
      />
    </FocusedStep>
  );
}
