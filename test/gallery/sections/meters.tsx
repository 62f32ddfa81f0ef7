import type { AccountView, RateWindow } from "../../../src-shared/contract/index.ts";
import { AccountMeters } from "../../../src-renderer/components/meters/account-meters.tsx";
import { PlanMeters } from "../../../src-renderer/components/meters/plan-meters.tsx";
import { WindowMeter } from "../../../src-renderer/components/meters/window-meter.tsx";
import { useNow } from "../../../src-renderer/live/use-now.ts";
import { account, twinAccounts, windows } from "../../renderer/support/states.ts";
import { Row, Specimen } from "../specimen.tsx";
import { lost } from "../stage.tsx";
import { now } from "../../renderer/support/page-clock.ts";

const hour = 60 * 60_000;

const five = (usedPercent: number, resetsIn: number | null): RateWindow => ({
  minutes: 300,
  usedPercent,
  resetsAt: resetsIn === null ? null : now + resetsIn,
  meter: null,
});

const meters: [string, RateWindow, number | null][] = [
  ["Untouched: its time has not begun", five(0, null), null],
  ["Fresh", five(4, 4.7 * hour), null],
  ["Lasts: much used, soon reset", five(70, 0.8 * hour), null],
  ["Just about lasts", five(62, 2 * hour), null],
  ["Will not last: much used in a short time", five(40, 4.6 * hour), null],
  ["Low", five(93, 1.2 * hour), null],
  ["Empty", five(100, 1.3 * hour), null],
  ["No pace: the reset is not told", five(37, null), null],
  ["Stale", five(61, 2.4 * hour), now - 3 * hour],
  ["Stale and empty", five(100, 1.3 * hour), now - 3 * hour],
  ["Reset has passed: nothing is known", five(88, -0.2 * hour), now - hour],
  ["A week", { minutes: 10_080, usedPercent: 29, resetsAt: now + 96 * hour, meter: null }, null],
];

function Meter({
  window,
  stale,
  size = "line",
}: {
  window: RateWindow;
  stale: number | null;
  size?: "line" | "compact" | "large";
}) {
  return <WindowMeter window={window} now={useNow()} staleSince={stale} size={size} />;
}

export function Meters() {
  return (
    <>
      {meters.map(([name, window, stale]) => (
        <Specimen key={name} name={name}>
          <Meter window={window} stale={stale} />
        </Specimen>
      ))}
      <Row>
        {meters.map(([name, window, stale]) => (
          <Specimen key={name} name={name}>
            <div style={{ width: 220 }}>
              <Meter size="compact" window={window} stale={stale} />
            </div>
          </Specimen>
        ))}
      </Row>
      {accounts.map(([name, shown]) => (
        <Specimen key={name} name={`Account: ${name}`}>
          <AccountMeters account={shown} />
        </Specimen>
      ))}
      {accounts.map(([name, shown]) => (
        <Specimen key={name} name={`Account, large: ${name}`}>
          <AccountMeters large account={shown} />
        </Specimen>
      ))}
      <Specimen name="Account in a line">
        <PlanMeters account={account("work")} />
      </Specimen>
      <Specimen name="Account: connection lost" connection={lost}>
        <AccountMeters account={account("work")} />
      </Specimen>
    </>
  );
}

const accounts: [string, AccountView][] = [
  ["two windows", account("work", { limits: windows([61, 2.4 * hour], [29, 96 * hour]) })],
  ["a model metered by itself", twinAccounts()[1]!],
  ["not read yet", account("fresh", { limits: null })],
];
