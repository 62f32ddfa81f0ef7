import { useClient } from "../live/use-live.tsx";
import { insideApp } from "../rpc.ts";
import { downloadText } from "./download-text.ts";

/** Saves a text as a file: the desktop asks where, a browser puts it with its downloads. */
export function useSaveText(): (name: string, text: string) => Promise<void> {
  const client = useClient();
  return async (name, text) => {
    if (insideApp) await client.app.saveFile({ name, text });
    else downloadText(name, text, name.endsWith(".csv") ? "text/csv" : "application/json");
  };
}
