/** The one way out to the upstream hosts, following the proxy setting while the app runs. */
import type { Dispatcher } from "undici";
import { createDispatcher, type ProxyChoice } from "./dispatcher.ts";

export interface Exit {
  dispatcher: () => Dispatcher;
  /** New connections from now on: those of before a sleep or on another network may be dead without a word. */
  renew(): void;
  close(): Promise<void>;
}

export function createExit(choice: () => ProxyChoice, changed: (listener: () => void) => void): Exit {
  let used = keyOf(choice());
  let dispatcher = createDispatcher(choice());

  function renew(): void {
    // Requests under way end on the old way out.
    void dispatcher.close();
    dispatcher = createDispatcher(choice());
  }

  changed(() => {
    const wanted = keyOf(choice());
    if (wanted === used) return;
    used = wanted;
    renew();
  });
  return { dispatcher: () => dispatcher, renew, close: () => dispatcher.destroy() };
}

function keyOf({ proxy, proxyUrl }: ProxyChoice): string {
  return JSON.stringify([proxy, proxyUrl]);
}
