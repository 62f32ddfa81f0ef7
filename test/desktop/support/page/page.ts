/** Stands in for the window: asks for its port and shows the gateway's state as it changes. */
import { createORPCClient } from "@orpc/client";
import { RPCLink } from "@orpc/client/message-port";
import type { AdminClient } from "../../../../src-main/compose/compose.ts";

const shown = document.querySelector("#state");
const sealed = document.querySelector("#sealed");

window.addEventListener("message", (event: MessageEvent<unknown>) => {
  const port = event.ports[0];
  if (event.data !== "switchyard:port" || port === undefined) return;
  const client: AdminClient = createORPCClient(new RPCLink({ port }));
  port.start();
  void follow(client);
});
window.postMessage("switchyard:connect", window.location.origin);

async function follow(client: AdminClient): Promise<void> {
  for await (const event of await client.live.feed()) {
    if (event.type === "snapshot" && sealed !== null) {
      sealed.textContent = event.state.app.tokensSealed ? "sealed" : "open";
    }
    const gateway = event.type === "snapshot" ? event.state.gateway : event.change.gateway;
    if (gateway !== undefined && shown !== null) shown.textContent = gateway.state;
  }
}
