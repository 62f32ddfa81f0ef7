/** Everything that knows accounts: logins, tokens, limits, the backend's client, the model catalog. */
import type { Budgets } from "../gateway/budgets/budgets.ts";
import os from "node:os";
import { accountSlots } from "../accounts/pool/account-slots.ts";
import { openAccountStore } from "../accounts/account-store.ts";
import { refreshTokens, type IssuerContext } from "../accounts/login/issuer.ts";
import { createSignIn, type SignIn } from "../accounts/login/sign-in.ts";
import { createTokenKeeper } from "../accounts/renewal/token-keeper.ts";
import { createCodexHandover, type CodexHandover } from "../accounts/codex-login/transfer-login.ts";
import { credentialStore } from "../codex-config/credential-store.ts";
import { findCodex } from "../codex-config/codex-processes.ts";
import type { AccountServices as GatewayAccounts } from "../gateway/codex/account-services.ts";
import type { TurnServices } from "../gateway/turn/account-failover.ts";
import { runProvider, type RunningOptions, type RunningProvider } from "../gateway/turn/running-provider.ts";
import { createUsagePoller } from "../limits/usage-poller.ts";
import { AppError } from "../platform/app-error.ts";
import type { Closing } from "../platform/closing.ts";
import { isLoopback } from "../platform/is-loopback.ts";
import { createTextSeal } from "../platform/text-seal.ts";
import { createAgentHost } from "../providers/agents/agent-host.ts";
import { askBackend, type AskBackend } from "../providers/codex/ask-backend.ts";
import { createCodexClient } from "../providers/codex/client.ts";
import { userAgent } from "../providers/codex/identity.ts";
import { createModelCatalog } from "../providers/codex/model-catalog.ts";
import { createCodexProvider } from "../providers/codex/provider.ts";
import { toAppError } from "../providers/failure.ts";
import { builtKinds } from "../providers/kinds.ts";
import { createModelLists } from "../providers/model-lists.ts";
import { createProviderRegistry } from "../providers/registry.ts";
import { openProviderStore, type ProviderStore } from "../providers/store/provider-store.ts";
import { fetchCatalog } from "../use-cases/fetch-catalog.ts";
import { readLimits, type LimitPorts } from "../use-cases/read-limits.ts";
import { saveLogin } from "../use-cases/save-login.ts";
import type { Foundation } from "./foundation.ts";
import { claudeSettingsFile } from "../tool-setup/claude-settings-file.ts";
import { runStoredProviders } from "./live-providers.ts";
import type { ComposeOptions } from "./options.ts";

export interface AccountServices extends TurnServices, GatewayAccounts {
  /** The sign-in service, asked by the way of an account. */
  issuerFor: (id?: string) => IssuerContext;
  signIn: SignIn;
  /** Logins given to Codex and taken back; its doings belong into `tokens.alone`. */
  handover: CodexHandover;
  ask: AskBackend;
  providerStore: ProviderStore;
  /** What reading limits takes. */
  limitPorts: LimitPorts;
  /** Logs a failure that nobody is told in words elsewhere. */
  unexpected: (what: string) => (error: unknown) => void;
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
  closing: Closing,
  admit?: Budgets["admit"],
): Promise<AccountServices> {
  const { clock, now, files, settings, logger, tellSetAside, hosts, exit, clientVersion } = foundation;
  const store = await openAccountStore({
    file: files.accounts,
    secretBox: options.secretBox ?? null,
    seal: settings.values().desktop.sealTokens,
    now,
    onSetAside: tellSetAside,
  });
  closing.defer(() => store.settled());
  const providerStore = await openProviderStore({
    file: files.providers,
    seal: createTextSeal(options.secretBox ?? null, settings.values().desktop.sealTokens),
    now,
    onSetAside: tellSetAside,
    onLeftOut: (name) =>
      logger.error({ provider: name }, "a provider in providers.json cannot be understood"),
  });
  closing.defer(() => providerStore.settled());
  const useOwnProxies = () => {
    const ways = [...store.all(), ...providerStore.all().flatMap(({ slots }) => slots)];
    exit.setOwnProxies(new Map(ways.flatMap(({ id, proxy }) => (proxy === null ? [] : [[id, proxy]]))));
  };
  store.changed(useOwnProxies);
  providerStore.changed(useOwnProxies);
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
  closing.defer(() => tokens.settled());
  const codex = createCodexClient({ base: hosts.codex, dispatcher: exit.dispatcher, clientVersion, now });
  const access = { tokens, client: codex };
  const ask: AskBackend = (id, path, body) =>
    askBackend(access, id, path, body).catch((error: unknown) => {
      throw toAppError(error);
    });
  const catalog = await createModelCatalog({
    cacheFile: files.modelsCache,
    clock,
    fetch: () => fetchCatalog({ nextAccount: () => pool.next(), clientVersion, ask }),
  });
  let askedAs = clientVersion();
  settings.changed(() => {
    if (clientVersion() === askedAs) return;
    askedAs = clientVersion();
    // The backend lists what this version may use.
    catalog
      .refresh()
      .catch((error: unknown) => logger.debug({ error }, "the models could not be listed anew"));
  });
  const slots = accountSlots(store);
  const running: RunningOptions = {
    clock,
    rules: () => {
      const { minimumDwellMinutes, ...routing } = settings.values().routing;
      return { ...routing, dwellMs: minimumDwellMinutes * 60_000 };
    },
    rulesChanged: settings.changed,
    ...(admit === undefined ? {} : { admit }),
  };
  const served = runProvider(createCodexProvider({ ...access, slots, catalog }), running);
  const { pool, limits, checkLimits } = served;
  const agents = createAgentHost({
    folder: files.agents,
    env: options.env,
    clock,
    most: () => settings.values().providers.agentProcesses,
    idleMs: () => settings.values().providers.agentIdleMinutes * 60_000,
    loopbackOnly: () => isLoopback(settings.values().gateway.host),
  });
  closing.defer(() => agents.close());
  const given = (options.providers ?? []).map((provider) => runProvider(provider, running));
  for (const { provider } of given) closing.defer(() => provider.close?.());
  const stored = runStoredProviders(
    {
      store: providerStore,
      kinds: options.kinds ?? builtKinds,
      running,
      dispatcher: exit.dispatcher,
      linked: {
        claudeSettings: () => claudeSettingsFile(options.env, os.homedir()),
        ownPorts: () => [
          settings.values().gateway.port,
          ...(settings.values().gateway.ollamaPort ? [11434] : []),
        ],
      },
      agents,
      logger,
    },
    closing,
  );
  const others = () => [...given, ...stored()];
  const providers = createProviderRegistry<RunningProvider, typeof served>(served, others);
  const modelLists = createModelLists(() => others().map(({ provider }) => provider), clock);
  // Lists are there before somebody asks for them.
  const readLists = () => void modelLists.current();
  if (!options.oneCommand) {
    providerStore.changed(readLists);
    readLists();
  }
  const limitPorts: LimitPorts = { readUsage: (id) => served.readLimits(id), ask, limits, logger, now };
  const signIn = createSignIn({
    issuerFor,
    clock,
    wayBack: options.desktop?.deepLinks ? "switchyard://accounts" : null,
    openBrowser,
    save: (login, label) => saveLogin({ store, limits, pool, readInBackground }, login, label),
  });
  closing.defer(async () => void (await signIn.cancel()));

  // A failure with words of its own is told where it belongs: at the account, or by the age of what is shown.
  function unexpected(what: string): (error: unknown) => void {
    return (error) => {
      if (!(error instanceof AppError)) logger.error({ error }, what);
    };
  }

  function readInBackground(id: string): void {
    readLimits(limitPorts, id).catch(unexpected("limits could not be read after a sign-in"));
    catalog.refresh().catch(unexpected("the catalog could not be read after a sign-in"));
  }

  let readAgain = () => {};
  let pausePolls = () => {};
  return {
    providers,
    providerStore,
    modelLists,
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
    ask,
    limitPorts,
    unexpected,
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
        read: (id) => readLimits(limitPorts, id),
        failed: unexpected("limits could not be read"),
      });
      closing.defer(() => poller.stop());
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
