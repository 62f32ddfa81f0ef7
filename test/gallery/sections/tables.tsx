import { useState } from "react";
import { BarChart } from "../../../src-renderer/components/chart/bar-chart.tsx";
import { RequestDetails } from "../../../src-renderer/components/requests/request-details.tsx";
import { RequestTable } from "../../../src-renderer/components/requests/request-table.tsx";
import { Sparkline } from "../../../src-renderer/components/meters/sparkline.tsx";
import { useLive } from "../../../src-renderer/live/use-live.tsx";
import { ModelTable } from "../../../src-renderer/pages/models/model-table.tsx";
import type { RequestRow } from "../../../src-shared/contract/index.ts";
import { request, someRequests } from "../../renderer/support/states.ts";
import { Specimen } from "../specimen.tsx";
import { now } from "../../renderer/support/page-clock.ts";

/** One line of every way a request can stand. */
const lines: RequestRow[] = [
  ...someRequests(6),
  request(6, { outcome: "failed", status: null, tokens: null }),
  request(7, { model: null, accountId: null, tokens: null }),
  request(8, { startedAt: now - 3 * 24 * 60 * 60_000 }),
  request(9, {
    client: { name: "a-client-with-a-very-long-name-of-its-own", version: null },
    model: "a-model-with-a-name-that-is-far-too-long",
  }),
];

function Models() {
  return <ModelTable models={useLive((state) => state.models.models)} />;
}

export function Tables() {
  const [rows] = useState(lines);
  const [failed] = useState(() => lines.find(({ outcome }) => outcome === "failed") as RequestRow);
  return (
    <>
      <Specimen name="Requests: under way, answered, failed, cancelled, older, with long names">
        <RequestTable rows={rows} label="Requests" />
      </Specimen>
      <Specimen name="A request's facts">
        <RequestDetails row={failed} account="Studio" />
      </Specimen>
      <Specimen name="Models">
        <Models />
      </Specimen>
      <Specimen name="Bars, one of them chosen">
        <BarChart
          label="Requests per day"
          barLabel="Day"
          ticks={["0", "20", "40"]}
          chosen="20 Nov"
          onChoose={() => undefined}
          bars={["18 Nov", "19 Nov", "20 Nov"].map((day, index) => ({
            key: day,
            words: [day, "20 requests"],
            axis: day,
            parts: [
              { shade: "main" as const, from: 0, height: 0.2 + index / 4 },
              { shade: "bad" as const, from: 0.2 + index / 4, height: 0.1 },
            ],
          }))}
        />
      </Specimen>
      <Specimen name="A day by hours: past, empty, now, to come">
        <Sparkline
          label="Requests per hour"
          now={15}
          values={Array.from({ length: 24 }, (_, hour) => (hour > 15 || hour < 5 ? 0 : (hour * 7) % 23))}
        />
      </Specimen>
    </>
  );
}
