import { useEffect, useState, type ReactElement, type ReactNode } from "react";

/** A page in a file of its own, shown without a gap once that file is here. */
export interface LazyPage {
  /** Fetches the file; safe to call again. */
  load: () => Promise<ReactElement>;
  /** null until fetched. */
  loaded: () => ReactElement | null;
}

export function lazyPage(fetch: () => Promise<ReactElement>): LazyPage {
  let page: ReactElement | null = null;
  return {
    loaded: () => page,
    async load() {
      page ??= await fetch();
      return page;
    },
  };
}

/** Unlike Suspense, which holds every fallback for a while, this shows a page that is here at once. */
export function PageFrom({ page, fallback }: { page: LazyPage; fallback: ReactNode }) {
  const [loaded, setLoaded] = useState(page.loaded);
  const [fault, setFault] = useState<unknown>(null);
  useEffect(() => {
    page.load().then(setLoaded, setFault);
  }, [page]);
  if (fault !== null) throw fault instanceof Error ? fault : new Error("The page could not be fetched");
  return loaded ?? fallback;
}
