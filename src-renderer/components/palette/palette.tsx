import { Button } from "@mantine/core";
import { createContext, lazy, Suspense, useContext, useEffect, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useLoaded } from "../../live/use-live.tsx";
import { useCodexSwitch } from "../codex/use-codex-switch.tsx";
import { SearchIcon } from "../icons.tsx";
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

  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      const held = apple ? event.metaKey : event.ctrlKey;
      if (!held || event.shiftKey || event.altKey || event.key.toLowerCase() !== "k") return;
      event.preventDefault();
      // A dialog has the word until it is closed.
      if (document.querySelector('[role="dialog"]') === null) setOpened(true);
    };
    window.addEventListener("keydown", listen);
    return () => window.removeEventListener("keydown", listen);
  }, []);

  return (
    <OpenPalette value={() => setOpened(true)}>
      {children}
      {opened && loaded && (
        <Suspense fallback={null}>
          <PaletteDialog askCodex={() => codex.ask()} onClose={() => setOpened(false)} />
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
