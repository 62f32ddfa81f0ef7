import { FileChange, FileChangePending } from "../../../src-renderer/components/file-change/file-change.tsx";
import { codexPreviews, codexRefusal } from "../../renderer/support/codex-states.ts";
import { Specimen } from "../specimen.tsx";

export function Files() {
  const { file, diff } = codexPreviews.native;
  return (
    <>
      <Specimen name="What changes in a file">
        <FileChange file={file} diff={diff} refusal={null} />
      </Specimen>
      <Specimen name="A file that is left alone, and the lines to add by hand">
        <FileChange {...codexRefusal} />
      </Specimen>
      <Specimen name="A file that is left alone">
        <FileChange
          file={file}
          diff={[]}
          refusal={{ message: "It is not valid TOML: line 12 has no value.", line: 12, snippet: null }}
        />
      </Specimen>
      <Specimen name="Being read">
        <FileChangePending />
      </Specimen>
    </>
  );
}
