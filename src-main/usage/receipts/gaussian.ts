/** The little linear algebra that a regression with a prior takes. Matrices are rows of rows, symmetric. */

export type Matrix = number[][];

export function zeros(size: number): Matrix {
  return Array.from({ length: size }, () => Array.from({ length: size }, () => 0));
}

/** The inverse of a positive definite matrix, by Gauss and Jordan. */
export function inverseOf(matrix: Matrix): Matrix {
  const size = matrix.length;
  const rows = matrix.map((row, at) => [
    ...row,
    ...Array.from({ length: size }, (_, k) => (k === at ? 1 : 0)),
  ]);
  for (const [column, pivotRow] of rows.entries()) {
    const pivot = pivotRow[column] ?? 1;
    for (let k = 0; k < pivotRow.length; k += 1) pivotRow[k] = (pivotRow[k] ?? 0) / pivot;
    for (const row of rows) {
      const factor = row[column] ?? 0;
      if (row === pivotRow || factor === 0) continue;
      for (let k = column; k < row.length; k += 1) row[k] = (row[k] ?? 0) - factor * (pivotRow[k] ?? 0);
    }
  }
  return rows.map((row) => row.slice(size));
}

export function times(matrix: Matrix, vector: readonly number[]): number[] {
  return matrix.map((row) => dot(row, vector));
}

export function dot(one: readonly number[], other: readonly number[]): number {
  let sum = 0;
  for (const [at, value] of one.entries()) sum += value * (other[at] ?? 0);
  return sum;
}

/** 0 of none. `weights`: as many, none negative. */
export function weightedMedian(values: readonly number[], weights: readonly number[]): number {
  const sorted = values
    .map((value, at) => ({ value, weight: weights[at] ?? 0 }))
    .toSorted((a, b) => a.value - b.value);
  const half = sorted.reduce((sum, { weight }) => sum + weight, 0) / 2;
  let passed = 0;
  for (const { value, weight } of sorted) {
    passed += weight;
    if (passed >= half) return value;
  }
  return 0;
}

export function medianOf(values: readonly number[]): number {
  return weightedMedian(
    values,
    values.map(() => 1),
  );
}
