import "./theme/mantine.css";
import "./theme/tokens.css";
import "./theme/base.css";
import "./theme/kit.css";
import { StrictMode, type ReactNode } from "react";
import { createRoot } from "react-dom/client";
import { App, type Link } from "./app.tsx";
import { startLanguages } from "./i18n/languages.ts";
import { createLiveStore } from "./live/live-store.ts";
import { waitFor } from "./live/wait-for.ts";
import { connect, type LinkMissing } from "./rpc.ts";

/** Milliseconds between two times that the pages are told what is new. */
const drawingMs = 40;

/** Puts a view into the page, connected to Switchyard and in the person's language. */
export async function mount(view: ReactNode): Promise<void> {
  const place = document.getElementById("root");
  if (place === null) throw new Error("The page has no place for the view");
  const [connected] = await Promise.all([link(), startLanguages()]);
  createRoot(place).render(
    <StrictMode>
      <App link={connected}>{view}</App>
    </StrictMode>,
  );
}

async function link(): Promise<Link | LinkMissing> {
  const client = await connect();
  if (client === "none" || client === "ended") return client;
  const store = createLiveStore({
    feed: (signal) => client.live.feed(undefined, { signal }),
    now: () => Date.now(),
    wait: waitFor,
    rest: (then) => void setTimeout(then, drawingMs),
  });
  return { client, store };
}
