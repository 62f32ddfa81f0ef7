import { MantineProvider } from "@mantine/core";
import { useEffect, type ReactNode } from "react";
import { LinkNeeded } from "./components/page/link-needed.tsx";
import { chooseLanguage, setLanguage } from "./i18n/languages.ts";
import { LiveProvider, useConnection, useLive, useLoaded } from "./live/use-live.tsx";
import type { LiveStore } from "./live/live-store.ts";
import { cssVariables, theme } from "./theme/theme.ts";
import { useColorScheme } from "./theme/use-color-scheme.ts";
import type { AdminClient, LinkMissing } from "./rpc.ts";

export interface Link {
  client: AdminClient;
  store: LiveStore;
}

interface Properties {
  link: Link | LinkMissing;
  /** What is shown: the window with its pages, or the tray's panel. */
  children: ReactNode;
}

export function App({ link, children }: Properties) {
  if (link === "none" || link === "ended") {
    return (
      <Look wish="system">
        <LinkNeeded refused={link === "ended"} />
      </Look>
    );
  }
  return (
    <LiveProvider {...link}>
      <Window>{children}</Window>
    </LiveProvider>
  );
}

function Window({ children }: { children: ReactNode }) {
  const loaded = useLoaded();
  const refused = useConnection().state === "refused";
  if (!loaded) return <Look wish="system">{refused ? <LinkNeeded refused /> : children}</Look>;
  return <Preferences>{refused ? <LinkNeeded refused /> : children}</Preferences>;
}

/** Theme and language as the settings say. */
function Preferences({ children }: { children: ReactNode }) {
  const wish = useLive((state) => state.settings.values.desktop.theme);
  const language = useLive((state) => state.settings.values.desktop.language);
  useEffect(() => {
    void setLanguage(chooseLanguage(language, navigator.languages));
  }, [language]);
  return <Look wish={wish}>{children}</Look>;
}

function Look({ wish, children }: { wish: "system" | "light" | "dark"; children: ReactNode }) {
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariables}
      forceColorScheme={useColorScheme(wish)}
    >
      {children}
    </MantineProvider>
  );
}
