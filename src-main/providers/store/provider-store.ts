/**
 * The providers that the person has set up, in memory as they lie in providers.json. Every change is on disk before it
 * is visible to the rest of the program; changes happen one after the other.
 */
import { randomBytes } from "node:crypto";
import { kindFacts, type ProviderKind } from "../../../src-shared/provider-kinds.ts";
import type { Slot } from "../../../src-shared/standing.ts";
import { AppError } from "../../platform/app-error.ts";
import { createSerial } from "../../platform/serial.ts";
import { createSignal } from "../../platform/signal.ts";
import type { SlotSource } from "../../platform/slot-source.ts";
import type { TextSeal } from "../../platform/text-seal.ts";
import type { ProviderEntry } from "../entry.ts";
import { openProvidersFile, type StoredProvider, type StoredSlot } from "./providers-file.ts";

export type { StoredProvider, StoredSlot } from "./providers-file.ts";

export interface NewProvider extends Pick<
  ProviderEntry,
  "name" | "base" | "keyHeader" | "dialect" | "program"
> {
  kind: ProviderKind;
  key: string | null;
  label: string | null;
  accepted: boolean;
}

type ProviderChange = Partial<
  Pick<
    StoredProvider,
    "name" | "base" | "keyHeader" | "dialect" | "program" | "quirks" | "learned" | "acceptedAt"
  >
>;
/** A key or a proxy that is set takes the place of a sealed one. */
type SlotChange = Partial<Pick<StoredSlot, "label" | "key" | "paused" | "excludedModels" | "proxy">>;

interface SlotsChange {
  /** Which of them `fields` are for. */
  ids?: readonly string[];
  fields?: SlotChange;
  order?: readonly string[];
}

export type ProviderStore = Awaited<ReturnType<typeof openProviderStore>>;

export async function openProviderStore(options: {
  file: string;
  seal: TextSeal;
  now: () => number;
  /** The file could not be understood and lies there now. */
  onSetAside: (kept: string) => void;
  /** A provider that this version cannot understand stays in the file, unused. */
  onLeftOut: (name: string) => void;
}) {
  const changed = createSignal();
  const file = openProvidersFile(options.file, options.seal, options.onSetAside, options.onLeftOut);
  let state: readonly StoredProvider[] = await file.open();
  const { run: inTurn, settled } = createSerial();

  function change<T>(
    decide: (state: readonly StoredProvider[]) => { next: readonly StoredProvider[]; result: T },
  ): Promise<T> {
    return inTurn(async () => {
      const { next, result } = decide(state);
      if (next === state) return result;
      await file.write(next);
      state = next;
      changed.emit();
      return result;
    });
  }

  const patch = (id: string, fields: (provider: StoredProvider) => Partial<StoredProvider>) =>
    change((before) => ({
      next: before.map((each) => (each.id === id ? { ...each, ...fields(each) } : each)),
      result: undefined,
    }));

  return {
    /** Returns the function that stops listening. */
    changed: changed.listen,
    /** In the order in which they were added. */
    all: (): readonly StoredProvider[] => state,
    find: (name: string) => state.find((each) => each.name === name) ?? null,
    get: (id: string) => state.find((each) => each.id === id) ?? null,
    /**
     * Adds it, or one more key to the one of the same name, kind and endpoint. Resolves with the slot's id. Throws
     * AppError `bad_request` where the name stands for another one, or the key is there already.
     */
    add(given: NewProvider): Promise<{ id: string; slotId: string }> {
      return change((before) => {
        const there = before.find(({ name }) => name === given.name);
        const slot = newSlot(given);
        if (there === undefined) {
          const { key: _, label: __, accepted, ...entry } = given;
          const added: StoredProvider = {
            ...entry,
            id: newId("prv"),
            quirks: {},
            learned: {},
            acceptedAt: accepted ? options.now() : null,
            addedAt: options.now(),
            slots: [slot],
          };
          return { next: [...before, added], result: { id: added.id, slotId: slot.id } };
        }
        refuseSame(there, given);
        // The first key goes into the place that had none.
        const empty = there.slots.find(({ key, sealedKey }) => key === null && sealedKey === undefined);
        const filled = { ...empty, ...slot, id: empty?.id ?? slot.id };
        const slots = empty
          ? there.slots.map((each) => (each === empty ? filled : each))
          : [...there.slots, slot];
        const next = before.map((each) => (each.id === there.id ? { ...each, slots } : each));
        return { next, result: { id: there.id, slotId: filled.id } };
      });
    },
    /** In one write: an old key never meets a new address. Slots that `order` does not name come last as they are. */
    change: (id: string, fields: ProviderChange, of: SlotsChange = {}) =>
      patch(id, ({ slots }) => ({ ...fields, slots: changedSlots(slots, of) })),
    changeSlots: (id: string, ids: readonly string[], fields: SlotChange) =>
      patch(id, ({ slots }) => ({ slots: changedSlots(slots, { ids, fields }) })),
    /** With its last slot the provider goes. */
    removeSlot: (id: string, slotId: string) =>
      change((before) => ({
        next: before.flatMap((each) => {
          if (each.id !== id) return [each];
          const slots = each.slots.filter((slot) => slot.id !== slotId);
          return slots.length === 0 ? [] : [{ ...each, slots }];
        }),
        result: undefined,
      })),
    remove: (id: string) =>
      change((before) => ({ next: before.filter((each) => each.id !== id), result: undefined })),
    /** Remembers what was found out of the endpoint; nothing is written when it was known. */
    learn: (id: string, found: Readonly<Record<string, boolean>>) =>
      change((before) => {
        const provider = before.find((each) => each.id === id);
        const news =
          provider !== undefined &&
          Object.entries(found).some(([name, value]) => provider.learned[name] !== value);
        if (!news) return { next: before, result: undefined };
        const next = before.map((each) =>
          each.id === id ? { ...each, learned: { ...each.learned, ...found } } : each,
        );
        return { next, result: undefined };
      }),
    /** A removed provider has no slots. */
    slots: (id: string): SlotSource =>
      slotsOf(() => state.find((each) => each.id === id)?.slots ?? [], changed.listen),
    /** Resolves when everything asked for so far is on disk. */
    settled,
  };
}

/** What a kind is told of it. */
export function entryOf(provider: StoredProvider): ProviderEntry {
  const { name, kind, base, keyHeader, dialect, program, quirks, learned } = provider;
  return { name, kind, base, keyHeader, dialect, program, quirks: { ...learned, ...quirks } };
}

/** As the person knows it. */
function slotName({ label, id }: StoredSlot): string {
  return label ?? id;
}

function slotsOf(read: () => readonly StoredSlot[], changed: SlotSource["changed"]): SlotSource {
  // A slot that changes is another object: what was made of one stays right.
  const known = new WeakMap<StoredSlot, Slot>();
  const toSlot = (stored: StoredSlot): Slot => {
    const made = known.get(stored) ?? {
      id: stored.id,
      name: slotName(stored),
      ended: false,
      sealed: stored.sealedKey !== undefined,
      paused: stored.paused,
      excludedModels: stored.excludedModels,
    };
    known.set(stored, made);
    return made;
  };
  return {
    all: () => read().map(toSlot),
    get(id) {
      const stored = read().find((slot) => slot.id === id);
      return stored === undefined ? null : toSlot(stored);
    },
    activeId: () =>
      (read().find(({ paused, sealedKey }) => !paused && sealedKey === undefined) ?? read()[0])?.id ?? null,
    changed,
  };
}

function changedSlots(
  slots: readonly StoredSlot[],
  { ids = [], fields = {}, order = [] }: SlotsChange,
): readonly StoredSlot[] {
  const place = ({ id }: StoredSlot) => (order.includes(id) ? order.indexOf(id) : order.length);
  return slots
    .map((slot) => (ids.includes(slot.id) ? changedSlot(slot, fields) : slot))
    .toSorted((a, b) => place(a) - place(b));
}

function changedSlot({ sealedKey, sealedProxy, ...slot }: StoredSlot, fields: SlotChange): StoredSlot {
  return {
    ...slot,
    ...(sealedKey === undefined || fields.key !== undefined ? {} : { sealedKey }),
    ...(sealedProxy === undefined || fields.proxy !== undefined ? {} : { sealedProxy }),
    ...fields,
  };
}

function newSlot({ key, label }: NewProvider): StoredSlot {
  return { id: newId("key"), label, key, paused: false, excludedModels: [], proxy: null };
}

function newId(prefix: string): string {
  return `${prefix}_${randomBytes(6).toString("hex")}`;
}

function refuseSame(there: StoredProvider, given: NewProvider): void {
  const { name, kind, base, keyHeader, dialect, program } = there;
  const same =
    kind === given.kind &&
    base === given.base &&
    keyHeader === given.keyHeader &&
    dialect === given.dialect &&
    program === given.program;
  if (!same)
    throw new AppError(
      "bad_request",
      `There is a provider ${name} already (${kind}${base === null ? "" : ` at ${base}`}), and this one is another.`,
      "Give this one another name, or remove the other one first.",
    );
  if (given.key === null || kindFacts[kind].key === "none")
    throw new AppError(
      "bad_request",
      `The provider ${name} is there already.`,
      "Only keys can be added to it.",
    );
  if (there.slots.some(({ key }) => key === given.key))
    throw new AppError("bad_request", `The provider ${name} has this key already.`, "");
}
