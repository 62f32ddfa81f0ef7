import { lazy, Suspense, useState, type ReactNode } from "react";

const SignInDialog = lazy(() =>
  import("./sign-in-dialog.tsx").then((module) => ({ default: module.SignInDialog })),
);

/** The sign-in dialog, loaded when it is first opened. `element` has to be rendered somewhere. */
export function useSignInDialog(): { open: () => void; opened: boolean; element: ReactNode } {
  const [opened, setOpened] = useState(false);
  return {
    opened,
    open: () => setOpened(true),
    element: opened && (
      <Suspense fallback={null}>
        <SignInDialog onClose={() => setOpened(false)} />
      </Suspense>
    ),
  };
}
