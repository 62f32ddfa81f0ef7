import { ActionButton } from "../../../src-renderer/components/action-button.tsx";
import { ConnectionNotice } from "../../../src-renderer/components/page/connection-notice.tsx";
import { Empty } from "../../../src-renderer/components/page/empty.tsx";
import { Section } from "../../../src-renderer/components/page/page.tsx";
import { ProblemNote } from "../../../src-renderer/components/problem-note.tsx";
import { Specimen } from "../specimen.tsx";
import { lost } from "../stage.tsx";

export function Notices() {
  return (
    <>
      <Specimen name="A problem, and what to do">
        <ProblemNote
          problem={{
            code: "port_in_use",
            message: "Port 8787 is taken by another program (ollama, process 4711).",
            advice: "Quit that program, or move Switchyard to another port.",
          }}
        />
      </Specimen>
      <Specimen name="A problem with its button">
        <ProblemNote
          problem={{
            code: "network",
            message: "The connection to chatgpt.com was reset.",
            advice: "Check the network or the proxy.",
          }}
        >
          <ActionButton size="compact-sm">Try again</ActionButton>
        </ProblemNote>
      </Specimen>
      <Specimen name="A problem without advice">
        <ProblemNote
          problem={{ code: "bad_request", message: "There is no setting named gateway.colour.", advice: "" }}
        />
      </Specimen>
      <Specimen name="Nothing here yet">
        <Empty title="No accounts yet" body="Sign in with ChatGPT to use your subscription here.">
          <ActionButton variant="filled">Add account</ActionButton>
        </Empty>
      </Specimen>
      <Specimen name="Part of a page">
        <Section title="Limits" aside="updated 20 s ago">
          <p>Its content stands here.</p>
        </Section>
      </Specimen>
      <Specimen name="Connection lost: floats at the foot of the window" connection={lost}>
        <div style={{ transform: "scale(1)", height: 88 }}>
          <ConnectionNotice />
        </div>
      </Specimen>
    </>
  );
}
