/** Events that a provider makes out of another protocol's. Their text is written only for those who read it. */
import type { WireEvent, WireEventData } from "./wire.ts";

class MadeEvent implements WireEvent {
  readonly type: string;
  readonly data: WireEventData;
  #raw: string | null = null;

  constructor(data: WireEventData) {
    this.type = data.type;
    this.data = data;
  }

  get raw(): string {
    this.#raw ??= JSON.stringify(this.data);
    return this.#raw;
  }
}

export function madeEvent(data: WireEventData): WireEvent {
  return new MadeEvent(data);
}
