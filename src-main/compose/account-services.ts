/** Everything that knows accounts: logins, tokens, limits, the backend's client, the model catalog. */
import { randomUUID } from "node:crypto";
import type { ResetOutcome } from "../../src-shared/contract/accounts.ts";
import { accountSlots } from "../accounts/pool/account-slots.ts";
import { openAccountStore } from "../accounts/account-store.ts";
import { refreshTokens, type IssuerContext } from "../accounts/login/issuer.ts";
import { createSignIn, type SignIn } from "../accounts/login/sign-in.ts";
import { createTokenKeeper } from "../accounts/renewal/token-keeper.ts";
import { createCodexHandover, type CodexHandover } from "../accounts/codex-login/transfer-login.ts";
import { credentialStore } from "../codex-config/credential-store.ts";
import { findCodex } from "../codex-config/codex-processes.ts";
import type { ComposeOptions } from "./compose.ts";
import type { AccountServices as GatewayAccounts } from "../gateway/codex/account-services.ts";
import type { TurnServices } from "../gateway/turn/account-failover.ts";
import { runProvider, type RunningOptions } from "../gateway/turn/running-provider.ts";
import { outcomeOfReset, resetCreditsPath, resetsFromAnswer, useResetPath } from "../limits/reset-credits.ts";
import { createUsagePoller } from "../limits/usage-poller.ts";
import { AppError } from "../platform/app-error.ts";
import { askBackend } from "../providers/codex/ask-backend.ts";
import { createCodexClient } from "../providers/codex/client.ts";
import { userAgent } from "../providers/codex/identity.ts";
import { createModelCatalog } from "../providers/codex/model-catalog.ts";
import { createCodexProvider } from "../providers/codex/provider.ts";
import { toAppError } from "../providers/failure.ts";
import { createProviderRegistry } from "../providers/registry.ts";
import type { Closers, Foundation } from "./foundation.ts";

/** Milliseconds that reset credits are taken to be as they were; a person's refresh asks at once. */
const resetsPatienceMs = 6 * 60 * 60_000;

export interface AccountServices extends TurnServices, GatewayAccounts {
  /** The sign-in service, asked by the way of an account. */
  issuerFor: (id?: string) => IssuerContext;
  signIn: SignIn;
  /** Logins given to Codex and taken back; its doings belong into `tokens.alone`. */
  handover: CodexHandover;
  /** Asks the backend for an account's limits; for its reset credits, which change rarely, not every time. */
  readLimits: (id: string) => Promise<void>;
  /** Asks for the limits and the reset credits. */
  readAll: (id: string) => Promise<void>;
  /** Spends one reset credit, then reads the limits again. Throws AppError. */
  spendReset: (id: string) => Promise<ResetOutcome>;
  /** Nothing is asked by itself until `wakeUp`. */
  fallAsleep(): void;
  /** After a sleep or on another network: new connections, and limits read again. */
  wakeUp(): void;
  /** Begins to read limits by itself, more often while `watched`. */
  pollLimits(watched: () => boolean): { now(): void };
}

export async function openAccountServices(
  options: ComposeOptions,
  foundation: Foundation,
  openBrowser: (url: string) => Promise<void>,
  closers: Closers,
): Promise<AccountServices> {
  const { clock, now, files, settings, logger, tellSetAside, hosts, exit, clientVersion } = foundation;
  const store = await openAccountStore({
    file: files.accounts,
    secretBox: options.secretBox ?? null,
    seal: settings.values().desktop.sealTokens,
    now,
    onSetAside: tellSetAside,
  });
  closers.push(() => store.settled());
  const useOwnProxies = () =>
    exit.setOwnProxies(
      new Map(store.all().flatMap(({ id, proxy }) => (proxy === null ? [] : [[id, proxy]]))),
    );
  store.changed(useOwnProxies);
  useOwnProxies();
  const issuerFor = (id?: string): IssuerContext => {
    // An account that is being removed still leaves by its own way.
    const way = exit.dispatcher(id);
    return { base: hosts.auth, dispatcher: () => way, userAgent: () => userAgent(clientVersion()), now };
  };
  const handover = createCodexHandover({
    store,
    file: files.codexHandover,
    onSetAside: tellSetAside,
    codexHome: foundation.codexHome,
    now,
    credentialStore: () => credentialStore(foundation.codexHome),
    codexRuns: async () => (await findCodex()).length > 0,
  });
  const tokens = createTokenKeeper({
    store,
    handover,
    clock,
    folder: options.dataFolder,
    gapMs: () => 200 + Math.random() * 800,
    refresh: (set, reason, id) => refreshTokens(issuerFor(id), set, reason),
  });
  await tokens
    .finishInterrupted()
    .catch((error: unknown) => logger.error({ error }, "an interrupted renewal could not be finished"));
  // A renewal that is cut off when the way out closes would lose the login.
  closers.push(() => tokens.settled());
  const codex = createCodexClient({ base: hosts.codex, dispatcher: exit.dispatcher, clientVersion, now });
  const access = { tokens, client: codex };
  const catalog = await createModelCatalog({
    cacheFile: files.modelsCache,
    clock,
    async fetch() {
      const id = pool.next();
      if (id === null)
        throw new AppError("no_account", "No account can read the model catalog.", "Sign in first.");
      try {
        return await askBackend(access, id, `/codex/models?client_version=${clientVersion()}`);
      } catch (error) {
        throw toAppError(error);
      }
    },
  });
  const slots = accountSlots(store);
  const running: RunningOptions = {
    clock,
    rules: () => {
      const { strategy, minimumDwellMinutes, maxPerAccount, maxConcurrent } = settings.values().routing;
      return { strategy, dwellMs: minimumDwellMinutes * 60_000, maxPerAccount, maxConcurrent };
    },
    rulesChanged: settings.changed,
  };
  const served = runProvider(createCodexProvider({ ...access, slots, catalog }), running);
  const { pool, limits, checkLimits } = served;
  const others = (options.providers ?? []).map((provider) => runProvider(provider, running));
  for (const { provider } of others) closers.push(() => provider.close?.());
  const providers = createProviderRegistry(served, others);

  // A failure with words of its own is told where it belongs: at the account, or by the age of what is shown.
  const unexpected = (what: string) => (error: unknown) => {
    if (!(error instanceof AppError)) logger.error({ error }, what);
  };

  async function readLimits(id: string): Promise<void> {
    await served.readLimits(id);
    const { resets } = limits.of(id);
    if (resets === null || now() - resets.readAt >= resetsPatienceMs) await readResets(id);
  }

  // Beside the limits they are a detail: when they cannot be read they stay what they were, with their age.
  async function readResets(id: string): Promise<void> {
    try {
      const told = resetsFromAnswer(await askBackend(access, id, resetCreditsPath));
      if (told) limits.noteResets(id, told);
    } catch (error) {
      logger.debug({ error }, "reset credits could not be read");
    }
  }

  async function readAll(id: string): Promise<void> {
    await served.readLimits(id);
    await readResets(id);
  }

  async function spendReset(id: string): Promise<ResetOutcome> {
    let told: unknown;
    try {
      told = await askBackend(access, id, useResetPath, { redeem_request_id: randomUUID() });
    } catch (error) {
      throw toAppError(error);
    }
    const outcome = outcomeOfReset(told);
    if (outcome === null) {
      throw new AppError(
        "protocol",
        "OpenAI's answer does not say whether the reset credit was spent.",
        "Refresh the account and look at its limits before trying again.",
      );
    }
    if (outcome === "reset") {
      limits.fine(id);
      pool.fine(id);
    }
    await readAll(id).catch(unexpected("limits could not be read after a reset"));
    return outcome;
  }

  const signIn = createSignIn({
    issuerFor,
    clock,
    wayBack: options.desktop?.deepLinks ? "switchyard://accounts" : null,
    openBrowser,
    save: async (login, label) => {
      const saved = await store.putLogin(login, label);
      limits.fine(saved.id);
      pool.fine(saved.id);
      readLimits(saved.id).catch(unexpected("limits could not be read after a sign-in"));
      catalog.refresh().catch(unexpected("the catalog could not be read after a sign-in"));
      return saved;
    },
  });
  closers.push(async () => void (await signIn.cancel()));

  let readAgain = () => {};
  let pausePolls = () => {};
  return {
    providers,
    now,
    store,
    tokens,
    codex,
    pool,
    limits,
    checkLimits,
    issuerFor,
    catalog,
    signIn,
    handover,
    readLimits,
    readAll,
    spendReset,
    fallAsleep: () => pausePolls(),
    wakeUp() {
      exit.renew();
      codex.networkChanged((ms, run) => clock.after(ms, run));
      pool.look();
      readAgain();
    },
    pollLimits(watched) {
      const poller = createUsagePoller({
        clock,
        accountIds: () =>
          store.all().flatMap((each) => (each.deadSince === null && each.tokens ? [each.id] : [])),
        readAt: (id) => limits.of(id).limits?.readAt ?? null,
        watched,
        onBattery: () => options.desktop?.onBattery() ?? false,
        read: readLimits,
        failed: unexpected("limits could not be read"),
      });
      closers.push(() => poller.stop());
      pausePolls = () => poller.pause();
      readAgain = () => poller.wakeUp();
      const look = () => {
        if (!options.oneCommand) poller.tick();
      };
      look();
      return { now: look };
    },
  };
}
