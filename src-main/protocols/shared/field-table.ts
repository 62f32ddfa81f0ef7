/**
 * What becomes of each field of a client's request. The code leaves fields out by these tables and the documentation
 * is made from them, so that the two cannot differ.
 *
 * mapped: the backend is told. emulated: the gateway does it, or it changes how the answer is told. dropped: taken for
 * the clients' sake, left out and listed. refused: the request fails with the field's name.
 */
type Fate = "mapped" | "emulated" | "dropped" | "refused";

/** Field → its fate and why. Nested fields by path (`tools[].type`); `.*` at the end stands for all below. */
export type FieldTable = Readonly<Record<string, readonly [Fate, string]>>;

/** A field's name, and nothing that could be a piece of a prompt. */
const fieldName = /^[a-z][a-zA-Z0-9_]{0,39}$/;
const mostUnknown = 20;

/** The set fields of a body that the table calls emulated. */
export function emulatedFields(table: FieldTable, body: Readonly<Record<string, unknown>>): string[] {
  return Object.keys(body).filter(
    (field) =>
      body[field] !== undefined &&
      body[field] !== null &&
      Object.hasOwn(table, field) &&
      table[field]?.[0] === "emulated",
  );
}

/** The set fields of a body that are left out: those the table calls dropped, and those it does not know. */
export function droppedFields(table: FieldTable, body: Readonly<Record<string, unknown>>): string[] {
  const known: string[] = [];
  const unknown: string[] = [];
  for (const field of Object.keys(body)) {
    if (body[field] === undefined || body[field] === null) continue;
    const row = Object.hasOwn(table, field) ? table[field] : undefined;
    if (row?.[0] === "dropped") known.push(field);
    else if (row === undefined && fieldName.test(field)) unknown.push(field);
  }
  return [...known, ...unknown.slice(0, mostUnknown)];
}
