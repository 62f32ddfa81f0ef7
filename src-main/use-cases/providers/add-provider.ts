import { kindFacts } from "../../../src-shared/provider-kinds.ts";
import type { AddProvider, ProviderView } from "../../../src-shared/contract/providers.ts";
import { AppError } from "../../platform/app-error.ts";
import { checkedBase, checkedName, requireAcceptance } from "./check-entry.ts";
import { viewOf } from "./list-providers.ts";
import { requireProvider, type ProviderPorts } from "./provider-ports.ts";

/** Adds a provider, or one more key to the one of the same name. Throws AppError. */
export async function addProvider(ports: ProviderPorts, given: AddProvider): Promise<ProviderView> {
  const { kind } = given;
  const facts = kindFacts[kind];
  if (ports.kinds[kind] === undefined)
    throw new AppError("bad_request", `This version of Switchyard cannot serve ${facts.title} yet.`, "");
  const name = checkedName(given.name ?? facts.defaultName);
  requireAcceptance(kind, given.accepted === true);
  const base = given.base === undefined ? null : checkedBase(given.base);
  const key = keyOf(ports, given);
  if (key === null && (facts.key === "required" || (facts.key === "optional" && base === null)))
    throw new AppError(
      "bad_request",
      `${facts.title} wants a key.`,
      "Type it where it is asked for, or pipe it in with --key-stdin.",
    );
  if (key !== null && facts.key === "none")
    throw new AppError("bad_request", `${facts.title} takes no key: it has a login of its own.`, "");
  const there = ports.store.all().find((each) => each.kind === kind && each.name !== name);
  if (facts.single && there !== undefined)
    throw new AppError("bad_request", `There is one already, as ${there.name}.`, "");
  // What is not said is as it is there: one more key goes the way of the first.
  const same = ports.store.find(name);
  const header = same?.kind === kind && same.keyHeader !== "none" ? same.keyHeader : "key";
  await ports.store.add({
    name,
    kind,
    base,
    key,
    keyHeader: given.keyHeader ?? (key === null ? "none" : header),
    dialect: given.dialect ?? (same?.kind === kind ? same.dialect : "chat"),
    program: given.program ?? null,
    label: given.label ?? null,
    accepted: given.accepted === true,
  });
  return viewOf(ports, requireProvider(ports, name));
}

function keyOf({ env }: ProviderPorts, { key, keyVariable }: AddProvider): string | null {
  if (key !== undefined || keyVariable === undefined) return key ?? null;
  const found = env[keyVariable]?.trim();
  if (found) return found;
  throw new AppError(
    "bad_request",
    `${keyVariable} is not set where Switchyard runs.`,
    "Give the key itself.",
  );
}
