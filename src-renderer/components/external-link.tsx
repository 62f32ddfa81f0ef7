import { Button } from "@mantine/core";
import { useClient } from "../live/use-live.tsx";
import { insideApp } from "../rpc.ts";

/** A button that opens a web page: the app does it for its own window, a browser does it itself. */
export function ExternalLink({ url, children }: { url: string; children: string }) {
  const client = useClient();
  if (insideApp) {
    return (
      <Button variant="filled" onClick={() => void client.app.openExternal({ url })}>
        {children}
      </Button>
    );
  }
  return (
    <Button variant="filled" component="a" href={url} target="_blank" rel="noreferrer">
      {children}
    </Button>
  );
}
