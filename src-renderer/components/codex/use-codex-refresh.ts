import { useEffect } from "react";
import { useClient } from "../../live/use-live.tsx";

/** Has Codex's config.toml looked at anew whenever the person comes to look: others may have changed it. */
export function useCodexRefresh(): void {
  const client = useClient();
  useEffect(() => {
    const look = () => {
      // Not reaching Switchyard is told by the connection notice.
      if (!document.hidden) client.codex.status().catch(() => undefined);
    };
    look();
    window.addEventListener("focus", look);
    return () => window.removeEventListener("focus", look);
  }, [client]);
}
