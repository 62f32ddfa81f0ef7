/**
 * What tokens cost of a window, learned from how far it moved. A robust regression: a movement that is larger than its
 * requests explain counts little, for somebody else may have used the account. Pure.
 */
import type { TokenUsage } from "../../../src-shared/contract/requests.ts";
import { dot, inverseOf, medianOf, times, weightedMedian, zeros, type Matrix } from "./gaussian.ts";
import type { Charge, Movement } from "./movements.ts";

/** Points of percent; the truth is within `error` in 95 of 100 cases. */
interface Share {
  percent: number;
  error: number;
}

export interface Prices {
  /** Null where nothing can be said of so few movements, or of a model that was not asked enough. */
  shareOf(charges: readonly Pick<Charge, "model" | "tokens">[]): Share | null;
}

/**
 * What the kinds cost beside one another before anything is learned: a thousand uncached, cached, cache-write, output
 * and reasoning tokens, as the vendors' price lists have it.
 */
const usual = [1, 0.1, 1.25, 8, 8];
/** How far a model's prices together, and each of its kinds, may be from that: in parts of it, as standard deviations. */
const spread = { model: 3, kind: 0.7 };
/** Points an hour that others may use all the time, and the noise of the backend's own, as a part of the movement. */
const outside = { perHour: 1 };
const noise = 0.05;
/**
 * A window begins at exactly nothing: what is rounded down is then short by half a step, what is rounded to the nearest
 * by none. Which of them it is, is learned too; in steps.
 */
const missing = { mean: -0.25, deviation: 0.2 };
/** Models with prices of their own; what is asked more rarely shares one. */
const mostModels = 6;
/** Points that a movement should have, so that rounding does not drown it, and how many of them say anything. */
const enough = { points: 3, movements: 4 };
/** Of an estimate; with more it is none. */
const mostError = 0.75;
const rounds = { gentle: 5, all: 20 };

interface Observed {
  moved: number;
  features: number[];
  /** Of the readings' rounding. */
  variance: number;
}

/** `movements`: of windows of one length and one plan. `step`: what readings are rounded to, in points. */
export function learnPrices(movements: readonly Movement[], step: number): Prices {
  const columns = columnsOf(movements);
  const own = movements.filter(({ charges }) => charges.length > 0);
  const total = own.reduce((sum, each) => sum + columns.usualCost(columns.of(each.charges)), 0);
  const moved = own.reduce((sum, movement) => sum + movement.moved, 0);
  if (total === 0 || moved === 0) return { shareOf: () => null };
  const variance = (step * step) / 6;
  const merged = merge(movements, columns, (enough.points * total) / moved, variance);
  if (merged.length < enough.movements) return { shareOf: () => null };
  const costs = merged.map(({ features }) => columns.usualCost(features));
  const scale = weightedMedian(
    merged.map((each, at) => each.moved / (costs[at] ?? 1)),
    costs,
  );
  const idle = movements
    .filter(({ charges }) => charges.length === 0)
    .map((movement) => ({
      moved: movement.moved,
      features: columns.of([], { hours: hoursOf(movement) }),
      variance,
    }));
  const fitted = fit([...merged, ...idle], columns.prior(scale > 0 ? scale : moved / total, step));
  return {
    shareOf(charges) {
      if (charges.length === 0) return { percent: 0, error: 0 };
      const features = columns.of(charges);
      const percent = Math.max(0, dot(features, fitted.mean));
      const error =
        2.2 * Math.sqrt(dot(features, times(fitted.covariance, features)) + ((noise * percent) / 2) ** 2);
      return percent > 0 && error <= mostError * percent ? { percent, error } : null;
    },
  };
}

type Columns = ReturnType<typeof columnsOf>;

function columnsOf(movements: readonly Movement[]) {
  const asked = new Map<string, number>();
  for (const { charges } of movements)
    for (const { model, tokens } of charges) {
      const cost = dot(kindsOf(tokens), usual);
      asked.set(model, (asked.get(model) ?? 0) + cost);
    }
  const known = [...asked]
    .toSorted(([, one], [, other]) => other - one)
    .slice(0, mostModels)
    .map(([model]) => model);
  // The last model is all the others; behind it come the hours and the windows begun.
  const hoursAt = (known.length + 1) * usual.length;
  const size = hoursAt + 2;
  const offsetOf = (model: string) => {
    const place = known.indexOf(model);
    return (place < 0 ? known.length : place) * usual.length;
  };
  return {
    of(
      charges: readonly Pick<Charge, "model" | "tokens">[],
      { hours = 0, begun = 0 }: { hours?: number; begun?: number } = {},
    ): number[] {
      const features = Array.from({ length: size }, () => 0);
      for (const { model, tokens } of charges) {
        const offset = offsetOf(model);
        for (const [kind, count] of kindsOf(tokens).entries())
          features[offset + kind] = (features[offset + kind] ?? 0) + count;
      }
      features[hoursAt] = hours;
      features[hoursAt + 1] = begun;
      return features;
    },
    usualCost: (features: readonly number[]) =>
      features.slice(0, hoursAt).reduce((sum, count, at) => sum + count * (usual[at % usual.length] ?? 0), 0),
    prior(scale: number, step: number): { mean: number[]; covariance: Matrix } {
      const mean = Array.from({ length: hoursAt }, (_, at) => scale * (usual[at % usual.length] ?? 0));
      const covariance = zeros(size);
      for (const [at, one] of mean.entries())
        for (const [other, another] of mean.entries()) {
          const sameModel = Math.floor(at / usual.length) === Math.floor(other / usual.length);
          const parts = (sameModel ? spread.model ** 2 : 0) + (at === other ? spread.kind ** 2 : 0);
          set(covariance, at, other, parts * one * another);
        }
      set(covariance, hoursAt, hoursAt, outside.perHour ** 2);
      set(covariance, hoursAt + 1, hoursAt + 1, (missing.deviation * step) ** 2);
      return { mean: [...mean, 0, missing.mean * step], covariance };
    },
  };
}

function set(matrix: Matrix, row: number, column: number, value: number): void {
  const found = matrix[row];
  if (found !== undefined) found[column] = value;
}

/** Thousands of tokens, in the order of `usual`. */
function kindsOf({ input, cached, cacheWrite = 0, output, reasoning }: TokenUsage): number[] {
  const kinds = [input - cached - cacheWrite, cached, cacheWrite, output - reasoning, reasoning];
  return kinds.map((count) => Math.max(0, count) / 1000);
}

const hoursOf = ({ from, until }: Movement) => (until - from) / 3_600_000;

/**
 * Movements one behind the other put together until their requests should have cost `enoughCost`. Where one begins with
 * the reading that ended the other, its rounding cancels out; a window that stood still in between changes nothing.
 */
function merge(
  movements: readonly Movement[],
  columns: Columns,
  enoughCost: number,
  variance: number,
): Observed[] {
  const merged: Observed[] = [];
  const begin = () => ({ moved: 0, features: columns.of([]), variance: 0, cost: 0, until: -1 });
  let open = begin();
  for (const movement of movements) {
    const joined = open.until === movement.from;
    if (movement.charges.length === 0) {
      if (movement.moved === 0 && joined) open.until = movement.until;
      continue;
    }
    const features = columns.of(movement.charges, {
      hours: hoursOf(movement),
      begun: movement.fresh && !joined ? 1 : 0,
    });
    open = {
      moved: open.moved + movement.moved,
      features: features.map((value, place) => value + (open.features[place] ?? 0)),
      variance: open.variance + (joined ? 0 : variance),
      cost: open.cost + columns.usualCost(features),
      until: movement.until,
    };
    if (open.cost < enoughCost) continue;
    merged.push(open);
    open = begin();
  }
  return merged;
}

function fit(observed: readonly Observed[], prior: { mean: number[]; covariance: Matrix }) {
  const priorPrecision = inverseOf(prior.covariance);
  let { mean, covariance } = prior;
  let weights = observed.map(() => 1);
  let dispersion = 1;
  for (let round = 0; round < rounds.all; round += 1) {
    const precision = priorPrecision.map((row) => [...row]);
    const pull = times(priorPrecision, prior.mean);
    for (const [at, { moved, features, variance }] of observed.entries()) {
      const trust = (weights[at] ?? 0) / ((variance + (noise * moved) ** 2) * dispersion ** 2);
      const told = features.flatMap((value, place) => (value === 0 ? [] : [place]));
      for (const one of told) {
        const value = (features[one] ?? 0) * trust;
        pull[one] = (pull[one] ?? 0) + value * moved;
        const row = precision[one] ?? [];
        for (const other of told) row[other] = (row[other] ?? 0) + value * (features[other] ?? 0);
      }
    }
    covariance = inverseOf(precision);
    mean = times(covariance, pull);
    const residuals = observed.map(
      ({ moved, features, variance }) =>
        (moved - dot(features, mean)) / Math.sqrt(variance + (noise * moved) ** 2),
    );
    dispersion = Math.max(1, 1.48 * medianOf(residuals.map(Math.abs)));
    weights = residuals.map((residual) => weightOf(residual / dispersion, round < rounds.gentle));
  }
  return { mean, covariance };
}

/** What is above the line is others' use more often than not; first only gently, so that the line finds its place. */
function weightOf(residual: number, gentle: boolean): number {
  if (gentle) return 1 / Math.max(1, Math.abs(residual));
  const bell = 4 / (3 + residual * residual);
  return residual > 2.5 ? Math.min(bell, (2.5 / residual) ** 4) : Math.min(1, bell);
}
