/** The app's life on stand-ins for Electron: what starts, what opens, what ends, and in which order. */
import { expect, test } from "vitest";
import { createDesktopApp, type Services } from "../../src-main/desktop/app/desktop-app.ts";
import type { AppEvents } from "../../src-main/desktop/electron/electron-app.ts";
import type { PowerEvents } from "../../src-main/desktop/electron/electron-power.ts";
import { AppError } from "../../src-main/platform/app-error.ts";
import { manualClock } from "./support/manual-clock.ts";

function startApp({ argv = ["switchyard"], hidden = false, close = () => Promise.resolve() } = {}) {
  const done: string[] = [];
  const clock = manualClock();
  const note = (what: string) => () => void done.push(what);
  let events: AppEvents | null = null;
  let power: PowerEvents | null = null;
  let signal = () => {};
  const services = Promise.withResolvers<Services>();
  const app = createDesktopApp({
    app: {
      listen: (given) => void (events = given),
      whenReady: () => Promise.resolve(),
      exit: (code) => void done.push(`exit ${code}`),
    },
    dialog: {
      showError: (message) => void done.push(`error: ${message}`),
      showFatalError: (title, text) => void done.push(`${title}: ${text}`),
    },
    power: { listen: (given) => void (power = given) },
    clock,
    argv,
    startsHidden: () => hidden,
    onSignal: (listener) => void (signal = listener),
    startServices: () => services.promise,
    openViews: () => ({
      showWindow: (page) => void done.push(`show ${page ?? "as it was"}`),
      hidePanel: note("hide panel"),
      outOfSight: note("out of sight"),
      release: note("release"),
    }),
  });
  app.run();
  return {
    app,
    clock,
    done,
    signal: () => signal(),
    events: () => events as AppEvents,
    power: () => power as PowerEvents,
    fail: (error: unknown) => services.reject(error),
    /** The services stand; resolves when everything that follows was done. */
    async start() {
      services.resolve({
        close: () => {
          done.push("close");
          return close();
        },
        resume: async () => {
          done.push("resume");
          return { state: "stopped", address: null, problem: null } as never;
        },
        fallAsleep: note("asleep"),
        wakeUp: note("awake"),
      });
      await settled();
    },
  };
}

/** Every promise that could go on has. */
const settled = () => new Promise((resolve) => void setImmediate(resolve));

test("the window opens and the gateway comes back to what it was", async () => {
  const { start, done } = startApp();
  await start();
  expect(done).toEqual(["hide panel", "show as it was", "resume"]);
});

test("started hidden it stays in the tray", async () => {
  const { start, done } = startApp({ hidden: true });
  await start();
  expect(done).toEqual(["out of sight", "resume"]);
});

test.each([
  ["the link it was started with", ["switchyard", "switchyard://usage"], () => {}],
  ["a link opened meanwhile", ["switchyard"], (events: AppEvents) => events.openLink("switchyard://usage")],
  [
    "a second start with a link",
    ["switchyard"],
    (events: AppEvents) => events.secondStart(["switchyard", "switchyard://usage"]),
  ],
])("hidden or not, %s is shown once everything runs", async (_name, argv, meanwhile) => {
  const { start, done, events } = startApp({ argv, hidden: true });
  meanwhile(events());
  expect(done).toEqual([]);
  await start();
  expect(done).toEqual(["hide panel", "show /usage", "resume"]);
});

test("a second start without a link brings the window back as it was", async () => {
  const { start, done, events } = startApp({ hidden: true });
  await start();
  done.length = 0;
  events().secondStart(["switchyard"]);
  events().activate();
  expect(done).toEqual(["hide panel", "show as it was", "hide panel", "show as it was"]);
});

test("sleep and wake-up reach the services", async () => {
  const { start, done, power } = startApp();
  await start();
  done.length = 0;
  power().suspend();
  power().resume();
  expect(done).toEqual(["asleep", "awake"]);
});

test("quitting waits until everything is saved, and may then go on", async () => {
  const closed = Promise.withResolvers<void>();
  const { start, done, events } = startApp({ hidden: true, close: () => closed.promise });
  await start();
  done.length = 0;
  expect(events().mayQuit()).toBe(false);
  expect(events().mayQuit()).toBe(false);
  await settled();
  expect(done).toEqual(["release", "close"]);
  closed.resolve();
  await settled();
  expect(done).toEqual(["release", "close", "exit 0"]);
  expect(events().mayQuit()).toBe(true);
});

test("the first way out counts: an update is installed instead of an exit, and a signal after it changes nothing", async () => {
  const { start, done, app, signal, power } = startApp({ hidden: true });
  await start();
  done.length = 0;
  app.end(() => done.push("install"));
  signal();
  power().shutdown();
  await settled();
  expect(done).toEqual(["release", "close", "install"]);
});

test("a drain that does not end holds the process up for ten seconds, not longer", async () => {
  const { start, done, clock, signal } = startApp({ hidden: true, close: () => new Promise(() => {}) });
  await start();
  done.length = 0;
  signal();
  clock.advance(9_999);
  await settled();
  expect(done).toEqual(["release", "close"]);
  clock.advance(1);
  await settled();
  expect(done).toEqual(["release", "close", "exit 0"]);
});

test("ended while it starts, it opens nothing and closes what has started since", async () => {
  const { start, done, signal } = startApp();
  await settled();
  signal();
  await settled();
  expect(done).toEqual(["exit 0"]);
  await start();
  expect(done).toEqual(["exit 0", "close"]);
});

test("what keeps it from starting is shown with what to do, and it ends with an error", async () => {
  const { fail, done } = startApp();
  fail(new AppError("data_folder_in_use", "Another Switchyard runs.", "Quit it first."));
  await settled();
  expect(done).toEqual(["Switchyard cannot start: Another Switchyard runs.\n\nQuit it first.", "exit 1"]);
});

test("an unforeseen fault is shown once however often it comes", async () => {
  const { start, app, done } = startApp({ hidden: true });
  await start();
  done.length = 0;
  app.showFault();
  app.showFault();
  await settled();
  expect(done).toHaveLength(1);
  expect(done[0]).toMatch(/^error: /);
});
