/** providers.json: what the person has set up as providers, 0600, keys sealed by the keychain where there is one. */
import { z } from "zod";
import { providerKinds } from "../../../src-shared/provider-kinds.ts";
import { lockedProxy } from "../../network/proxy-route.ts";
import { jsonFile } from "../../platform/json-file.ts";
import type { TextSeal } from "../../platform/text-seal.ts";

const slotSchema = z.looseObject({
  id: z.string(),
  label: z.string().nullable(),
  /** Null: it has none. */
  key: z.string().nullable().default(null),
  paused: z.boolean().default(false),
  /** Models that are never asked of it. */
  excludedModels: z.array(z.string()).default([]),
  /** Way of its own, as an account's. */
  proxy: z.string().nullable().default(null),
});

const quirksSchema = z.record(z.string(), z.boolean());

const providerSchema = z.looseObject({
  id: z.string(),
  name: z.string(),
  kind: z.enum(providerKinds),
  base: z.string().nullable(),
  keyHeader: z.enum(["key", "bearer", "none"]),
  dialect: z.enum(["chat", "responses"]),
  program: z.string().nullable(),
  /** Where the endpoint differs from its protocol, as the person has set it. */
  quirks: quirksSchema.default({}),
  /** The same as it was found out; what the person has set goes before. */
  learned: quirksSchema.default({}),
  /** Epoch milliseconds when the person accepted what the kind asks; null: not yet. */
  acceptedAt: z.number().nullable().default(null),
  addedAt: z.number(),
});

const fileSchema = z.looseObject({
  version: z.literal(1),
  providers: z.array(z.unknown()),
});

const sealedSlotSchema = slotSchema.extend({
  sealedKey: z.string().optional(),
  sealedProxy: z.string().optional(),
});
const entrySchema = providerSchema.extend({ slots: z.array(sealedSlotSchema) });

/** A key or a login of a provider. `sealedKey`: this process cannot open it. */
export type StoredSlot = z.infer<typeof slotSchema> & { sealedKey?: string; sealedProxy?: string };

export type StoredProvider = z.infer<typeof providerSchema> & { slots: readonly StoredSlot[] };

export interface ProvidersFile {
  /**
   * A file that cannot be understood is set aside; a provider that cannot (of a newer version, say) stays in the file as
   * it is and is left out. Throws what the disk says.
   */
  open(): Promise<StoredProvider[]>;
  write(providers: readonly StoredProvider[]): Promise<void>;
}

export function openProvidersFile(
  file: string,
  seal: TextSeal,
  onSetAside: (kept: string) => void,
  onLeftOut: (name: string) => void,
): ProvidersFile {
  const json = jsonFile(file, fileSchema, onSetAside);
  /** Keys of the file that this version does not know. */
  let unknown: Record<string, unknown> = {};
  let leftOut: unknown[] = [];

  async function openSlot({
    sealedKey,
    sealedProxy,
    ...slot
  }: z.infer<typeof sealedSlotSchema>): Promise<StoredSlot> {
    const opened: StoredSlot = { ...slot };
    if (sealedKey !== undefined) {
      opened.key = await seal.openText(sealedKey);
      // What cannot be opened here is kept as it is.
      if (opened.key === null) opened.sealedKey = sealedKey;
    }
    if (sealedProxy === undefined) return opened;
    const proxy = await seal.openText(sealedProxy);
    return proxy === null ? { ...opened, proxy: lockedProxy, sealedProxy } : { ...opened, proxy };
  }

  async function sealSlot({ key, proxy, ...slot }: StoredSlot): Promise<object> {
    const sealedKey = key === null ? null : await seal.sealText(key);
    const secretProxy = proxy !== null && proxy !== lockedProxy && proxy.includes("@");
    const sealedProxy = secretProxy ? await seal.sealText(proxy) : null;
    return {
      ...slot,
      ...(sealedKey === null ? { key } : { sealedKey }),
      ...(sealedProxy === null ? { proxy: proxy === lockedProxy ? null : proxy } : { sealedProxy }),
    };
  }

  return {
    async open() {
      await json.tidy();
      const content = await json.read();
      if (content === null) return [];
      const { version: _, providers, ...rest } = content;
      unknown = rest;
      const read = providers.map((entry) => ({ entry, parsed: entrySchema.safeParse(entry) }));
      leftOut = read.flatMap(({ entry, parsed }) => (parsed.success ? [] : [entry]));
      for (const entry of leftOut) onLeftOut(nameIn(entry));
      const understood = read.flatMap(({ parsed }) => (parsed.success ? [parsed.data] : []));
      return Promise.all(
        understood.map(async ({ slots, ...provider }) => ({
          ...provider,
          slots: await Promise.all(slots.map(openSlot)),
        })),
      );
    },
    async write(providers) {
      const sealed = await Promise.all(
        providers.map(async ({ slots, ...provider }) => ({
          ...provider,
          slots: await Promise.all(slots.map(sealSlot)),
        })),
      );
      await json.write({ version: 1, ...unknown, providers: [...sealed, ...leftOut] });
    },
  };
}

function nameIn(entry: unknown): string {
  const { name } = (entry ?? {}) as { name?: unknown };
  return typeof name === "string" ? name : "without a name";
}
