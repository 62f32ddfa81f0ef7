/** How a listener ends: what answers is drained, what only waits is let go. */
import { connect } from "node:net";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { expect, test, vi } from "vitest";
import { close, listen } from "../../src-main/gateway/http/listen.ts";
import { manualClock } from "../support/manual-clock.ts";

test("a connection that was opened ahead and never used holds no end up; an answer under way is finished", async () => {
  // The time that running requests get never passes.
  vi.useFakeTimers({ toFake: ["setTimeout"] });
  try {
    const asked = Promise.withResolvers<() => void>();
    const server = await listen(
      (_request, response) => asked.resolve(() => response.end("whole")),
      manualClock(),
      "127.0.0.1",
      0,
    );
    const { port } = server.address() as AddressInfo;
    const silent = connect(port, "127.0.0.1");
    const gone = once(silent, "close");
    await once(silent, "connect");
    const answer = fetch(`http://127.0.0.1:${port}/`, { headers: { connection: "close" } });
    const finish = await asked.promise;
    const closed = close(server, null);
    await gone;
    finish();
    expect(await (await answer).text()).toBe("whole");
    await closed;
  } finally {
    vi.useRealTimers();
  }
}, 20_000);
