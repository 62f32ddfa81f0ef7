/** Round numbers from 0 up to the first that reaches `peak`, three or four of them: whole ones, as what is counted is. */
export function niceTicks(peak: number): number[] {
  if (peak <= 0) return [0, 1];
  const rough = peak / 3;
  const power = 10 ** Math.floor(Math.log10(rough));
  const factor = [1, 2, 2.5, 5, 10].find((candidate) => candidate * power >= rough) ?? 10;
  const step = Math.max(1, Math.ceil(factor * power));
  return Array.from({ length: Math.ceil(peak / step) + 1 }, (_, index) => index * step);
}
