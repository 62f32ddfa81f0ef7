/** Events as text: one frame each, in the framing the behaviour asks for (codex-backend 2.6). */
import type { WireEvent } from "./wire-event.ts";
import type { Behaviour } from "../answers/script.ts";

type Framing = Pick<Behaviour, "lineEnd" | "noise" | "omitEventLines" | "doneMarker">;

function frame(event: WireEvent): string {
  return `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
}

/** One entry per event; noise travels in front of the event it precedes. */
export function sseFrames(events: WireEvent[], framing: Framing): string[] {
  const frames = events.map((event) => {
    const text = framing.omitEventLines ? `data: ${JSON.stringify(event)}\n\n` : frame(event);
    return framing.noise ? `: ping\n\nevent: keepalive\ndata: {"type":"keepalive"}\n\n${text}` : text;
  });
  if (framing.doneMarker) frames.push("data: [DONE]\n\n");
  return framing.lineEnd === "\r\n" ? frames.map((text) => text.replaceAll("\n", "\r\n")) : frames;
}
