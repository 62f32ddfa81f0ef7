/**
 * The bridge between the window and the app: forwards one message port when the page asks for it and exposes
 * nothing else, so it never grows.
 */
import { ipcRenderer } from "electron";

const origin = "app://switchyard";

window.addEventListener("message", (event: MessageEvent<unknown>) => {
  if (event.source !== window || event.origin !== origin || event.data !== "switchyard:connect") return;
  const { port1, port2 } = new MessageChannel();
  ipcRenderer.postMessage("switchyard:port", null, [port1]);
  window.postMessage("switchyard:port", origin, [port2]);
});
