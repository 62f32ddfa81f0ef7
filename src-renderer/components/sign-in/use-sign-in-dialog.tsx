import { lazy, Suspense, useState, type ReactNode } from "react";

const SignInDialog = lazy(() =>
  import("./sign-in-dialog.tsx").then((module) => ({ default: module.SignInDialog })),
);

/** The sign-in dialog, loaded when it is first opened. `element` has to be rendered somewhere. */
export function useSignInDialog(): {
  open: () => void;
  /** For an account that has to sign in again: it goes its own way. */
  openFor: (accountId: string) => void;
  opened: boolean;
  element: ReactNode;
} {
  const [opened, setOpened] = useState(false);
  const [accountId, setAccountId] = useState<string | null>(null);
  const open = (id: string | null) => {
    setAccountId(id);
    setOpened(true);
  };
  return {
    opened,
    open: () => open(null),
    openFor: open,
    element: opened && (
      <Suspense fallback={null}>
        <SignInDialog accountId={accountId} onClose={() => setOpened(false)} />
      </Suspense>
    ),
  };
}
