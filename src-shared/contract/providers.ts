import { oc, type } from "@orpc/contract";
import { z } from "zod";
import type { Problem } from "../problem.ts";
import {
  keyVariables,
  providerKinds,
  type Billing,
  type Dialect,
  type KeyHeader,
  type ProviderKind,
} from "../provider-kinds.ts";
import type { Standing } from "../standing.ts";
import type { LimitsView } from "./accounts.ts";
import type { ProviderModels } from "./models.ts";

/** One key or login of a provider. */
export interface ProviderSlotView {
  id: string;
  label: string | null;
  hasKey: boolean;
  paused: boolean;
  /** Models that are never asked of it. */
  excludedModels: string[];
  /** Its own way out: a proxy's address without name and password, or none; null = as the settings say. */
  proxy: string | null;
  standing: Standing;
  /** Epoch milliseconds when a limit or a rest is expected to end; null when there is none. */
  until: number | null;
  lastProblem: (Problem & { at: number }) | null;
  /** What its provider told of its windows; null: it told none. */
  limits: LimitsView | null;
}

export interface ProviderView {
  name: string;
  kind: ProviderKind;
  /** Its kind as people know it. */
  title: string;
  billing: Billing;
  base: string | null;
  keyHeader: KeyHeader;
  dialect: Dialect;
  program: string | null;
  /** Where the endpoint differs from its protocol. */
  quirks: Record<string, boolean>;
  acceptedAt: number | null;
  addedAt: number;
  /** False: this version cannot serve its kind, or the person has to accept it first. */
  runs: boolean;
  /** In the order in which they are used. */
  slots: ProviderSlotView[];
}

export interface SlotCheck {
  slotId: string;
  /** Null: it works. */
  problem: Problem | null;
}

/** What lies on this computer and could be added: offered, never taken. */
export interface FoundProvider {
  kind: ProviderKind;
  /** The name that it would be given. */
  name: string;
  base: string | null;
  dialect: Dialect | null;
  /** A variable of the environment that holds a key, a file of settings, or a server that answers. */
  from: { what: "environment" | "settings" | "server"; where: string };
}

const name = z.string().trim().min(1).max(64);
const key = z
  .string()
  .trim()
  .min(1)
  .max(4000)
  .regex(/^[\x21-\x7e]+$/, "a key without spaces or special characters");
const base = z.string().trim().min(1).max(2000);
const keyHeader = z.enum(["key", "bearer", "none"]);
const dialect = z.enum(["chat", "responses"]);
const program = z.string().trim().min(1).max(1000);
const label = z.string().trim().max(80).nullable();
const provider = z.object({ name });
const slot = provider.extend({ slot: z.string().optional() });

const addInput = z.object({
  kind: z.enum(providerKinds),
  name: name.optional(),
  base: base.optional(),
  key: key.optional(),
  /** Instead of a key: a variable of the gateway's environment. */
  keyVariable: z.enum(Object.keys(keyVariables) as [keyof typeof keyVariables]).optional(),
  keyHeader: keyHeader.optional(),
  dialect: dialect.optional(),
  program: program.optional(),
  label: label.optional(),
  /** The person has read what the kind asks, and accepts it. */
  accepted: z.boolean().optional(),
});

export type AddProvider = z.infer<typeof addInput>;

const changeInput = provider.extend({
  newName: name.optional(),
  base: base.nullable().optional(),
  keyHeader: keyHeader.optional(),
  dialect: dialect.optional(),
  program: program.nullable().optional(),
  quirks: z.record(z.string().max(50), z.boolean()).optional(),
  accepted: z.literal(true).optional(),
  /** Ids of its slots, in a new order. */
  order: z.array(z.string()).max(100).optional(),
  slot: z
    .object({
      id: z.string(),
      key: key.optional(),
      label: label.optional(),
      excludedModels: z.array(z.string().trim().min(1)).max(200).optional(),
      proxy: z.string().trim().min(1).max(2000).nullable().optional(),
    })
    .optional(),
});

export type ChangeProvider = z.infer<typeof changeInput>;

const list = type<ProviderView[]>();

export const providers = {
  list: oc.output(list),
  /** Adds a provider, or one more key to the one of the same name. */
  add: oc.input(addInput).output(type<ProviderView>()),
  change: oc.input(changeInput).output(type<ProviderView>()),
  /** One slot, or all of them where none is named. */
  pause: oc.input(slot).output(list),
  resume: oc.input(slot).output(list),
  /** One key, or the whole provider; its last key takes it along. */
  remove: oc.input(slot).output(list),
  /** Asks every slot whether it works, at no cost. */
  check: oc.input(provider).output(type<SlotCheck[]>()),
  /** Reads its list of models anew. */
  models: oc.input(provider).output(type<ProviderModels>()),
  found: oc.output(type<FoundProvider[]>()),
  /** What this version can serve. */
  kinds: oc.output(type<ProviderKind[]>()),
};
