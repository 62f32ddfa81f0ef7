import { ActionIcon, Button } from "@mantine/core";
import { ActionButton } from "../../../src-renderer/components/action-button.tsx";
import { Menu } from "../../../src-renderer/components/menu/menu.tsx";
import { CopyChip } from "../../../src-renderer/components/copy-chip.tsx";
import { CopyButton } from "../../../src-renderer/components/copy-button.tsx";
import { ExternalLink } from "../../../src-renderer/components/external-link.tsx";
import { PlusIcon, RefreshIcon } from "../../../src-renderer/components/icons.tsx";
import { Row, Specimen } from "../specimen.tsx";
import { lost } from "../stage.tsx";

const kinds = [
  { name: "Usual", properties: {} },
  { name: "The one thing to do", properties: { variant: "filled" } },
  { name: "Quiet", properties: { variant: "subtle" } },
  { name: "Cannot be undone", properties: { danger: true } },
  { name: "Small", properties: { size: "compact-sm" } },
  { name: "With an icon", properties: { leftSection: <PlusIcon /> } },
] as const;

/** `data-force` is a state of the pointer or the keyboard that the pictures put an element into. */
export function Buttons() {
  return (
    <>
      {kinds.map(({ name, properties }) => (
        <Row key={name}>
          <Specimen name={name}>
            <ActionButton {...properties}>Add account</ActionButton>
          </Specimen>
          <Specimen name="under the pointer">
            <ActionButton {...properties} data-force="hover">
              Add account
            </ActionButton>
          </Specimen>
          <Specimen name="at the keyboard">
            <ActionButton {...properties} data-force="focus-visible">
              Add account
            </ActionButton>
          </Specimen>
          <Specimen name="under way">
            <ActionButton {...properties} pending>
              Add account
            </ActionButton>
          </Specimen>
          <Specimen name="off">
            <ActionButton {...properties} disabled>
              Add account
            </ActionButton>
          </Specimen>
        </Row>
      ))}
      <Row>
        <Specimen name="Connection lost" connection={lost}>
          <ActionButton>Add account</ActionButton>
        </Specimen>
        <Specimen name="Plain">
          <Button>Cancel</Button>
        </Specimen>
        <Specimen name="Copy">
          <CopyButton text="http://127.0.0.1:8787/v1" label="Copy base URL" />
        </Specimen>
        <Specimen name="Copy, icon only">
          <CopyButton iconOnly text="http://127.0.0.1:8787/v1" label="Copy address" />
        </Specimen>
        <Specimen name="Icon">
          <ActionIcon aria-label="Refresh" title="Refresh">
            <RefreshIcon />
          </ActionIcon>
        </Specimen>
        <Specimen name="Icon under the pointer">
          <ActionIcon aria-label="Refresh" title="Refresh" data-force="hover">
            <RefreshIcon />
          </ActionIcon>
        </Specimen>
        <Specimen name="Icon, off">
          <ActionIcon aria-label="Refresh" title="Refresh" disabled>
            <RefreshIcon />
          </ActionIcon>
        </Specimen>
        <Specimen name="Copy an address">
          <CopyChip text="http://127.0.0.1:8787/v1" label="Copy base URL" />
        </Specimen>
        <Specimen name="Menu">
          <Menu label="More for Work" items={[{ text: "Pause", onChoose: () => undefined }]} />
        </Specimen>
        <Specimen name="Menu with a word">
          <Menu
            label="Export"
            text="Export"
            items={[{ text: "Save as CSV", onChoose: () => undefined }, null]}
          />
        </Specimen>
        <Specimen name="Opens a web page">
          <ExternalLink url="https://auth.openai.com/codex/device">Open the page</ExternalLink>
        </Specimen>
      </Row>
    </>
  );
}
