/** The field tables tell the truth: every field of every schema stands in them, and fares as they say. */
import { describe, expect, test } from "vitest";
import { compactFields, compactSchema } from "../../src-main/protocols/compact/index.ts";
import { inspectFields, inspectSchema } from "../../src-main/protocols/inspect/index.ts";
import type { FieldTable } from "../../src-main/protocols/shared/field-table.ts";
import { RequestError } from "../../src-main/protocols/shared/request-error.ts";
import { drivers, type FieldDriver } from "../support/field-drivers.ts";
import { schemaPaths } from "../support/schema-paths.ts";

const schemas = {
  ...drivers,
  inspect: { schema: inspectSchema, fields: inspectFields },
  compact: { schema: compactSchema, fields: compactFields },
};

describe.each(Object.entries(schemas))("%s", (_name, { schema, fields }) => {
  test("every field that the schema reads stands in the table", () => {
    const paths = schemaPaths(schema);
    expect(paths.length).toBeGreaterThan(2);
    expect(paths.filter((path) => !covered(fields, path))).toEqual([]);
  });

  test("nothing that the table tells of nested fields is unknown to the schema", () => {
    const paths = schemaPaths(schema);
    const nested = Object.keys(fields).filter((field) => /[.[]/.test(field));
    const unknown = nested.filter((field) => !paths.some((path) => matches(field, path)));
    expect(unknown).toEqual([]);
  });
});

describe.each(Object.entries(drivers))("%s", (_name, driver) => {
  const top = Object.keys(driver.fields).filter((field) => !/[.[]/.test(field));

  test.each(top)("%s fares as the table says", (field) => {
    const fate = driver.fields[field]?.[0];
    const { value, with: around } = sampleOf(driver, field);
    const base = { ...driver.base, ...around };
    const body = { ...base, [field]: value };
    if (fate === "refused") {
      const error = errorOf(() => driver.translate(body));
      expect(error).toBeInstanceOf(RequestError);
      expect(error).toMatchObject({ param: field, status: 400 });
      return;
    }
    const without = driver.translate(base);
    const made = driver.translate(body);
    expect(without.dropped).toEqual([]);
    expect(made.dropped).toEqual(fate === "dropped" ? [field] : []);
    if (fate === "mapped") expect(made.sent).not.toEqual(without.sent);
    else expect(made.sent).toEqual(without.sent);
  });

  test("a field that stands in no table is left out and named, when its name is one", () => {
    const made = driver.translate({ ...driver.base, brandnew: 1, "My secret plan": 1, nothing: null });
    expect(made.dropped).toEqual(["brandnew"]);
    expect(made.sent).toEqual(driver.translate(driver.base).sent);
  });
});

test("tiers and includes that the backend has not are left out and named", () => {
  for (const name of ["chat", "responses", "messages"]) {
    const { translate, base } = drivers[name] as FieldDriver;
    expect(translate({ ...base, service_tier: "flex" }).dropped).toEqual(["service_tier"]);
    expect(translate({ ...base, service_tier: "auto" }).dropped).toEqual([]);
  }
  const { translate, base } = drivers["responses"] as FieldDriver;
  expect(translate({ ...base, include: ["file_search_call.results"] }).dropped).toEqual(["include"]);
});

// Dropped fields are not looked at: any value will do.
function sampleOf(driver: FieldDriver, field: string) {
  const sample = driver.samples[field];
  if (sample) return sample;
  expect(`${field}: ${driver.fields[field]?.[0]}`).toBe(`${field}: dropped`);
  return { value: "anything" };
}

function covered(fields: FieldTable, path: string): boolean {
  return Object.keys(fields).some((field) => matches(field, path));
}

function matches(field: string, path: string): boolean {
  return field.endsWith(".*") ? path.startsWith(field.slice(0, -1)) : field === path;
}

function errorOf(work: () => unknown): unknown {
  try {
    work();
    return null;
  } catch (error) {
    return error;
  }
}
