import { Modal } from "@mantine/core";
import { useCallback, useEffect, useId, useRef, useState, type KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";
import type { Problem } from "../../../src-shared/problem.ts";
import { problemOf } from "../../query/problem-of.ts";
import { ProblemNote } from "../problem-note.tsx";
import { useReturnFocus } from "../use-return-focus.ts";
import { matchCommands, type Command } from "./match-commands.ts";
import classes from "./palette-dialog.module.css";
import type { Typed } from "./early-keys.ts";
import { useCommands } from "./use-commands.ts";

interface Properties {
  askCodex: () => void;
  /** What was typed before the field was there. It takes the keys itself from then on. */
  takeTyped: () => Typed;
  onClose: () => void;
}

/** Finds a command by a few letters; arrow keys choose, Enter does it. */
export function PaletteDialog({ askCodex, takeTyped, onClose }: Properties) {
  const { t } = useTranslation();
  useReturnFocus();
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const [query, setQuery] = useState("");
  const [chosen, setChosen] = useState(0);
  const [copied, setCopied] = useState<string | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [entered, setEntered] = useState(false);
  const found = matchCommands(useCommands(askCodex), query);
  const active = found[Math.min(chosen, found.length - 1)];

  const run = async (command: Command) => {
    setProblem(null);
    try {
      if ((await command.run()) === "close") onClose();
      else setCopied(command.id);
    } catch (error) {
      setProblem(problemOf(error));
    }
  };

  const typed = useRef(takeTyped);
  const receive = useCallback((field: HTMLInputElement | null) => {
    if (field === null) return;
    field.focus();
    const { text, entered } = typed.current();
    setQuery((query) => query + text);
    setEntered(entered);
  }, []);
  useEffect(() => {
    if (!entered || active === undefined) return;
    setEntered(false);
    void run(active);
    // oxlint-disable-next-line react/exhaustive-deps -- once, for the Enter that came before the field
  }, [entered]);

  const choose = (index: number) => {
    const next = (index + found.length) % found.length;
    setChosen(next);
    list.current?.querySelectorAll('[role="option"]')[next]?.scrollIntoView({ block: "nearest" });
  };

  const onKeyDown = (event: KeyboardEvent) => {
    // The keys that confirm a word of Chinese are not meant for the list.
    if (event.nativeEvent.isComposing || active === undefined) return;
    const keys: Record<string, () => void> = {
      ArrowDown: () => choose(found.indexOf(active) + 1),
      ArrowUp: () => choose(found.indexOf(active) - 1),
      Home: () => choose(0),
      End: () => choose(found.length - 1),
      Enter: () => void run(active),
    };
    const act = keys[event.key];
    if (act === undefined) return;
    event.preventDefault();
    act();
  };

  return (
    <Modal
      opened
      onClose={onClose}
      size={520}
      classNames={{ body: classes.body ?? "" }}
      centered={false}
      yOffset="12vh"
      withCloseButton={false}
      attributes={{ content: { "aria-label": t("palette.title") } }}
    >
      <input
        ref={receive}
        data-autofocus
        className={classes.input}
        // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- a <select> cannot be searched
        role="combobox"
        aria-expanded
        aria-autocomplete="list"
        aria-label={t("palette.title")}
        aria-controls={`${id}-list`}
        aria-activedescendant={active === undefined ? undefined : `${id}-${active.id}`}
        placeholder={t("palette.placeholder")}
        value={query}
        spellCheck={false}
        autoComplete="off"
        onChange={(event) => {
          setQuery(event.currentTarget.value);
          setChosen(0);
        }}
        onKeyDown={onKeyDown}
      />
      <div
        ref={list}
        id={`${id}-list`}
        // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- it belongs to the field above
        role="listbox"
        aria-label={t("palette.title")}
        className={classes.list}
      >
        {found.map((command, index) => (
          <Option
            key={command.id}
            id={`${id}-${command.id}`}
            command={command}
            heading={query === "" && command.group !== found[index - 1]?.group}
            active={command === active}
            copied={copied === command.id}
            onPoint={() => setChosen(index)}
            onRun={() => void run(command)}
          />
        ))}
      </div>
      {found.length === 0 && <p className={classes.none}>{t("palette.none")}</p>}
      {problem !== null && (
        <div className={classes.problem}>
          <ProblemNote problem={problem} />
        </div>
      )}
      <output className="visually-hidden">{copied === null ? "" : t("common.copied")}</output>
    </Modal>
  );
}

interface OptionProperties {
  id: string;
  command: Command;
  /** Whether the name of its group stands above it. */
  heading: boolean;
  active: boolean;
  copied: boolean;
  onPoint: () => void;
  onRun: () => void;
}

function Option({ id, command, heading, active, copied, onPoint, onRun }: OptionProperties) {
  const { t } = useTranslation();
  return (
    <>
      {heading && (
        <p className={classes.heading} role="presentation">
          {t(`palette.group.${command.group}`)}
        </p>
      )}
      {/* oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus -- the field above has the focus and the keys */}
      <div
        id={id}
        // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- it belongs to the field above
        role="option"
        aria-selected={active}
        className={classes.option}
        onMouseMove={onPoint}
        onClick={onRun}
      >
        {command.label}
        {copied && <span className={classes.note}>{t("common.copied")}</span>}
      </div>
    </>
  );
}
