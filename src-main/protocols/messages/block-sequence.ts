/**
 * Content blocks in Anthropic's order: one at a time, each begun, filled and ended, numbered 0, 1, 2 … The backend
 * fills several items at once; what belongs to a later one waits until the earlier ones are finished.
 */
export type BlockEvent =
  | { type: "content_block_start"; index: number; content_block: Record<string, unknown> & { type: string } }
  | { type: "content_block_delta"; index: number; delta: Record<string, unknown> & { type: string } }
  | { type: "content_block_stop"; index: number };

/** Blocks of one item of the backend. Every call returns what can be shown now. */
export interface Lane {
  /** Whether a block is begun and not ended. */
  isOpen(): boolean;
  start(block: Record<string, unknown> & { type: string }): BlockEvent[];
  delta(delta: Record<string, unknown> & { type: string }): BlockEvent[];
  stop(): BlockEvent[];
  /** Ends an open block; nothing more comes in this lane. */
  finish(): BlockEvent[];
}

export interface BlockSequence {
  /** A lane behind all others. */
  lane(): Lane;
  /** Forgets the lanes behind this one. */
  cutAfter(lane: Lane): void;
  /** Finishes all lanes. */
  end(): BlockEvent[];
}

interface LaneState extends Lane {
  waiting: BlockEvent[];
  finished: boolean;
}

export function createBlockSequence(): BlockSequence {
  let lanes: LaneState[] = [];
  let count = 0;

  // Indexes are given when a block is shown, not when it begins.
  function show(events: readonly BlockEvent[]): BlockEvent[] {
    return events.map((event) => {
      if (event.type === "content_block_start") count += 1;
      return { ...event, index: count - 1 };
    });
  }

  function advance(): BlockEvent[] {
    const shown: BlockEvent[] = [];
    while (lanes[0]?.finished) {
      lanes.shift();
      const next = lanes[0];
      if (next) shown.push(...show(next.waiting.splice(0)));
    }
    return shown;
  }

  function createLane(): LaneState {
    let open = false;
    const put = (event: BlockEvent): BlockEvent[] => {
      if (state.finished) return [];
      if (lanes[0] === state) return show([event]);
      if (lanes.includes(state)) state.waiting.push(event);
      return [];
    };
    const state: LaneState = {
      waiting: [],
      finished: false,
      isOpen: () => open,
      start(block) {
        open = true;
        return put({ type: "content_block_start", index: 0, content_block: block });
      },
      delta: (delta) => put({ type: "content_block_delta", index: 0, delta }),
      stop() {
        if (!open) return [];
        open = false;
        return put({ type: "content_block_stop", index: 0 });
      },
      finish() {
        const last = state.stop();
        state.finished = true;
        return [...last, ...advance()];
      },
    };
    return state;
  }

  return {
    lane() {
      const lane = createLane();
      lanes.push(lane);
      return lane;
    },
    cutAfter(lane) {
      const at = lanes.findIndex((other) => other === lane);
      if (at !== -1) lanes = lanes.slice(0, at + 1);
    },
    end: () => [...lanes].flatMap((lane) => lane.finish()),
  };
}
