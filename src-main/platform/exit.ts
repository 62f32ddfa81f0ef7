/** The one way out to the upstream hosts, following the proxy setting while the app runs. */
import type { Dispatcher } from "undici";
import { createDispatcher, type ProxyChoice } from "./dispatcher.ts";

export interface Exit {
  dispatcher: () => Dispatcher;
  close(): Promise<void>;
}

export function createExit(choice: () => ProxyChoice, changed: (listener: () => void) => void): Exit {
  let used = keyOf(choice());
  let dispatcher = createDispatcher(choice());
  changed(() => {
    const wanted = choice();
    if (keyOf(wanted) === used) return;
    used = keyOf(wanted);
    // Requests under way end on the old way out.
    void dispatcher.close();
    dispatcher = createDispatcher(wanted);
  });
  return { dispatcher: () => dispatcher, close: () => dispatcher.destroy() };
}

function keyOf({ proxy, proxyUrl }: ProxyChoice): string {
  return JSON.stringify([proxy, proxyUrl]);
}
