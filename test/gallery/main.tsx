import "../../src-renderer/theme/mantine.css";
import "../../src-renderer/theme/tokens.css";
import "../../src-renderer/theme/base.css";
import "../../src-renderer/theme/kit.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "../../src-renderer/app.tsx";
import { startLanguages } from "../../src-renderer/i18n/languages.ts";
import type { LiveState } from "../../src-shared/contract/index.ts";
import { running, withDesktop } from "../renderer/support/states.ts";
import { frames } from "./frames.tsx";
import { Gallery } from "./gallery.tsx";
import { makeLink } from "./stage.tsx";

type Desktop = LiveState["settings"]["values"]["desktop"];

/**
 * `?theme=dark&language=zh`, as the settings have them; `?only=NAME` shows one of the frames alone.
 */
const query = new URLSearchParams(location.search);
const look = {
  theme: (query.get("theme") ?? "system") as Desktop["theme"],
  language: (query.get("language") ?? "system") as Desktop["language"],
};

const frame = frames[query.get("only") ?? ""];
const link = () => {
  const { state = running(), ...rest } = frame ?? {};
  return makeLink({ ...rest, state: state && withDesktop(state, look) });
};

await startLanguages();
const place = document.getElementById("root");
if (place === null) throw new Error("The page has no place for the view");
createRoot(place).render(
  <StrictMode>
    <App link={frame?.unlinked === true ? "none" : link()}>
      {frame === undefined ? <Gallery look={look} /> : frame.element}
    </App>
  </StrictMode>,
);
