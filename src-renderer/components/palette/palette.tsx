import { Button } from "@mantine/core";
import {
  createContext,
  lazy,
  Suspense,
  useCallback,
  useContext,
  useEffect,
  useRef,
  useState,
  type ReactNode,
} from "react";
import { useTranslation } from "react-i18next";
import { useLoaded } from "../../live/use-live.tsx";
import { useCodexSwitch } from "../codex/use-codex-switch.tsx";
import { SearchIcon } from "../icons.tsx";
import { addKey, nothingTyped, type Typed } from "./early-keys.ts";
import classes from "./palette.module.css";

const PaletteDialog = lazy(() =>
  import("./palette-dialog.tsx").then((module) => ({ default: module.PaletteDialog })),
);

const OpenPalette = createContext<() => void>(() => undefined);

const apple = navigator.userAgent.includes("Mac");

/** Makes the command palette reachable from everywhere below: by its button, and by Ctrl K or ⌘K. */
export function PaletteProvider({ children }: { children: ReactNode }) {
  const loaded = useLoaded();
  const [opened, setOpened] = useState(false);
  const codex = useCodexSwitch();
  // What is typed before the palette's field has the focus, which takes a moment; null while nothing is awaited.
  const early = useRef<Typed | null>(null);

  const open = useCallback(() => {
    early.current = nothingTyped;
    setOpened(true);
  }, []);
  const close = useCallback(() => {
    early.current = null;
    setOpened(false);
  }, []);

  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      const typed = early.current === null ? null : addKey(early.current, event);
      if (typed !== null) {
        event.preventDefault();
        event.stopPropagation();
        if (typed === "leave") close();
        else early.current = typed;
        return;
      }
      const held = apple ? event.metaKey : event.ctrlKey;
      if (!held || event.shiftKey || event.altKey || event.key.toLowerCase() !== "k") return;
      event.preventDefault();
      // A dialog has the word until it is closed.
      if (early.current === null && document.querySelector('[role="dialog"]') === null) open();
    };
    window.addEventListener("keydown", listen, { capture: true });
    return () => window.removeEventListener("keydown", listen, { capture: true });
  }, [open, close]);

  return (
    <OpenPalette value={open}>
      {children}
      {opened && loaded && (
        <Suspense fallback={null}>
          <PaletteDialog
            askCodex={() => codex.ask()}
            takeTyped={() => {
              const typed = early.current ?? nothingTyped;
              early.current = null;
              return typed;
            }}
            onClose={close}
          />
        </Suspense>
      )}
      {codex.element}
    </OpenPalette>
  );
}

export function PaletteButton() {
  const { t } = useTranslation();
  const open = useContext(OpenPalette);
  return (
    <Button variant="subtle" leftSection={<SearchIcon />} onClick={open}>
      {t("palette.open")} <kbd className={classes.keys}>{apple ? "⌘K" : "Ctrl K"}</kbd>
    </Button>
  );
}
