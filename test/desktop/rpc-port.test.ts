import { EventEmitter } from "node:events";
import { MessageChannel } from "node:worker_threads";
import { createORPCClient } from "@orpc/client";
import { RPCLink } from "@orpc/client/message-port";
import { implement } from "@orpc/server";
import type { IpcMain, WebContents } from "electron";
import { expect, test } from "vitest";
import { contract } from "../../src-shared/contract/index.ts";
import type { AdminClient } from "../../src-main/compose/compose.ts";
import { isOwnWindow, serveRpcPorts, type PortSender } from "../../src-main/desktop/window/rpc-port.ts";
import { exampleState } from "./support/example-state.ts";

const own = { name: "own" } as unknown as WebContents;
const panel = { name: "panel" } as unknown as WebContents;
const other = { name: "other" } as unknown as WebContents;

function sender(contents: WebContents, url: string, parent: object | null = null): PortSender {
  return { sender: contents, senderFrame: { url, parent } } as unknown as PortSender;
}

test.each<[string, PortSender, WebContents[], boolean]>([
  ["our page in our window", sender(own, "app://switchyard/"), [own], true],
  ["the panel beside the window", sender(panel, "app://switchyard/panel.html"), [own, panel], true],
  ["another page of ours in our window", sender(own, "app://switchyard/index.html#/usage"), [own], true],
  ["another window", sender(other, "app://switchyard/"), [own, panel], false],
  ["a frame inside our page", sender(own, "app://switchyard/", {}), [own], false],
  ["a web page in our window", sender(own, "https://example.com/"), [own], false],
  ["a look-alike host", sender(own, "app://switchyard.example.com/"), [own], false],
  ["a page that is already gone", { sender: own, senderFrame: null }, [own], false],
  ["no window at all", sender(own, "app://switchyard/"), [], false],
])("%s", (_who, event, window, allowed) => {
  expect(isOwnWindow(event, window)).toBe(allowed);
});

const { gateway } = exampleState([]);
const router = { gateway: { status: implement(contract).gateway.status.handler(async () => gateway) } };

/** Node's port in the shape of Electron's, which wraps each message into an event. */
function connect(event: PortSender) {
  const ipc = new EventEmitter();
  serveRpcPorts(ipc as unknown as IpcMain, router, () => [own]);
  const { port1, port2 } = new MessageChannel();
  const served = {
    on: (name: string, run: (event?: { data: unknown }) => void) =>
      name === "message"
        ? port1.on("message", (data: unknown) => run({ data }))
        : port1.on(name, () => run()),
    postMessage: (data: unknown) => port1.postMessage(data),
    start: () => port1.start(),
    close: () => port1.close(),
  };
  ipc.emit("switchyard:port", { ...event, ports: [served] });
  return {
    port: port2,
    closed: new Promise<string>((resolve) => port2.on("close", () => resolve("closed"))),
  };
}

test("our own page is answered over its port", async () => {
  const { port } = connect(sender(own, "app://switchyard/"));
  const client: AdminClient = createORPCClient(new RPCLink({ port }));
  expect(await client.gateway.status()).toEqual(gateway);
  port.close();
});

test("a port from anywhere else is closed", async () => {
  const { closed } = connect(sender(other, "app://switchyard/"));
  expect(await closed).toBe("closed");
});
