/** The known route that an unknown path most likely meant. */
export function nearestRoute(path: string, routes: readonly string[]): string | null {
  const wanted = path.toLowerCase().replace(/\/+$/, "");
  let best: { route: string; distance: number } | null = null;
  for (const route of routes) {
    const distance = editDistance(wanted, route);
    if (best === null || distance < best.distance) best = { route, distance };
  }
  return best !== null && best.distance <= Math.max(3, best.route.length / 2) ? best.route : null;
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
