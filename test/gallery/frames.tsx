/** What takes the whole window. Each is shown in a page of its own, as it comes. */
import type { ReactNode } from "react";
import type { RequestRow, SignInState } from "../../src-shared/contract/index.ts";
import { AppShell } from "../../src-renderer/app-shell.tsx";
import { CodexDialog } from "../../src-renderer/components/codex/codex-dialog.tsx";
import { PageFault } from "../../src-renderer/components/page/page-fault.tsx";
import { PaletteDialog } from "../../src-renderer/components/palette/palette-dialog.tsx";
import { nothingTyped } from "../../src-renderer/components/palette/early-keys.ts";
import { SignInDialog } from "../../src-renderer/components/sign-in/sign-in-dialog.tsx";
import { ApplyLoginDialog } from "../../src-renderer/pages/accounts/dialogs/apply-login-dialog.tsx";
import { ExportDialog } from "../../src-renderer/pages/accounts/dialogs/export-dialog.tsx";
import { ModelsDialog } from "../../src-renderer/pages/accounts/dialogs/models-dialog.tsx";
import { ProxyDialog } from "../../src-renderer/pages/accounts/dialogs/proxy-dialog.tsx";
import { RemoveDialog } from "../../src-renderer/pages/accounts/dialogs/remove-dialog.tsx";
import { ResetDialog } from "../../src-renderer/pages/accounts/dialogs/reset-dialog.tsx";
import { RequestDrawer } from "../../src-renderer/pages/requests/request-drawer.tsx";
import { LicensesDialog } from "../../src-renderer/pages/settings/licenses-dialog.tsx";
import { WipeDialog } from "../../src-renderer/pages/settings/wipe-dialog.tsx";
import { codexRefusal, openPrograms } from "../renderer/support/codex-states.ts";
import { account, mixedAccounts, running } from "../renderer/support/states.ts";
import { lost, type Setting } from "./stage.tsx";
import { now } from "../renderer/support/page-clock.ts";

export interface FrameEntry extends Setting {
  title: string;
  /** Pixels. */
  height: number;
  /** A browser that came without a token. */
  unlinked?: boolean;
  element: ReactNode;
}

const nothing = () => undefined;
const [work, second] = mixedAccounts() as [ReturnType<typeof account>, ReturnType<typeof account>];
const failedRow = running().requests.find(({ outcome }) => outcome === "failed") as RequestRow;

const signIn = (title: string, state: SignInState, height: number): FrameEntry => ({
  title: `Sign-in: ${title}`,
  height,
  state: running({ signIn: state, accounts: [work] }),
  element: <SignInDialog accountId={null} onClose={nothing} />,
});

/** Fails as a page with a fault in it would. */
function Faulty(): ReactNode {
  throw new Error("A fault that was put here to be shown");
}

export const frames: Record<string, FrameEntry> = {
  window: { title: "The window", height: 560, element: <AppShell /> },
  loading: { title: "Loading", height: 420, state: null, element: <AppShell /> },
  offline: {
    title: "Connection lost",
    height: 560,
    connection: lost,
    element: <AppShell />,
  },
  "no-link": { title: "A browser without a link", height: 360, unlinked: true, element: null },
  refused: {
    title: "A link that is no longer valid",
    height: 360,
    state: null,
    connection: { state: "refused" },
    element: null,
  },
  fault: {
    title: "A fault in a page",
    height: 360,
    element: (
      <main>
        <PageFault>
          <Faulty />
        </PageFault>
      </main>
    ),
  },
  palette: {
    title: "Palette",
    height: 520,
    element: <PaletteDialog askCodex={nothing} takeTyped={() => nothingTyped} onClose={nothing} />,
  },
  "codex-dialog": {
    title: "Codex's switch: what it changes",
    height: 900,
    prepare: (fake) => fake.run(openPrograms),
    element: <CodexDialog onClose={nothing} />,
  },
  "codex-refused": {
    title: "Codex's switch: a file that is left alone",
    height: 760,
    prepare: (fake) => fake.preview({ ...codexRefusal, mode: "native" }),
    element: <CodexDialog onClose={nothing} />,
  },
  "sign-in-choose": signIn("the ways", { step: "idle" }, 480),
  "sign-in-browser": signIn(
    "browser",
    {
      step: "browser",
      authorizeUrl: "https://auth.openai.com/oauth/authorize?response_type=code&state=example",
      port: 1455,
      startedAt: now,
    },
    560,
  ),
  "sign-in-device": signIn(
    "device",
    {
      step: "device",
      userCode: "ABCD-12345",
      verificationUrl: "https://auth.openai.com/codex/device",
      expiresAt: now + 15 * 60_000,
    },
    480,
  ),
  "sign-in-finishing": signIn("finishing", { step: "finishing" }, 320),
  "request-drawer": {
    title: "A request's facts",
    height: 760,
    element: <RequestDrawer row={failedRow} onClose={nothing} />,
  },
  remove: {
    title: "Remove an account",
    height: 420,
    element: <RemoveDialog accounts={[work]} onClose={nothing} />,
  },
  export: {
    title: "Export accounts",
    height: 480,
    element: <ExportDialog accounts={[work, second]} onClose={nothing} />,
  },
  proxy: {
    title: "An account's proxy",
    height: 480,
    element: <ProxyDialog account={work} onClose={nothing} />,
  },
  models: {
    title: "An account's models",
    height: 520,
    element: <ModelsDialog account={second} onClose={nothing} />,
  },
  "apply-login": {
    title: "Give a login to Codex",
    height: 640,
    prepare: (fake) => fake.run(openPrograms),
    element: <ApplyLoginDialog account={second} onClose={nothing} />,
  },
  reset: {
    title: "Spend a reset",
    height: 380,
    element: <ResetDialog account={second} onClose={nothing} />,
  },
  wipe: { title: "Delete data", height: 480, element: <WipeDialog onClose={nothing} /> },
  licenses: { title: "Licences", height: 480, element: <LicensesDialog onClose={nothing} /> },
};
