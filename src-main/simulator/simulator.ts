/**
 * A stand-in for the sign-in server and the Codex backend on one loopback port. It refuses what the real ones
 * refuse, answers in their shapes, and does what a test scripts. Nothing in it is random or remembered.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { API_PATH, createAnswers } from "./answers/answers.ts";
import { readBody } from "./rules/body-reading.ts";
import { realClock, type SimulatorClock } from "./clock.ts";
import { demoAccounts } from "./accounts/demo-accounts.ts";
import { DeviceFlow } from "./oauth/device-flow.ts";
import { Ledger } from "./accounts/ledger.ts";
import { DEFAULT_ACCESS_SECONDS, TokenDesk, type IssuedTokens } from "./oauth/oauth-tokens.ts";
import { describeRequest, RequestLog } from "./request-log.ts";
import { Script } from "./answers/script.ts";
import { seededIds } from "./answers/seeded-ids.ts";
import { sendReply, sendStream } from "./sending/sending.ts";
import { createAccount, type AccountOptions, type SimulatedAccount } from "./accounts/simulated-account.ts";
import { serveTurns } from "./sending/turn-socket.ts";
import { createUpgrader } from "./sending/upgrade.ts";

export interface SimulatorOptions {
  /** 0, the default, takes a free one. */
  port?: number;
  /** The four of demo-accounts when left out. */
  accounts?: readonly AccountOptions[];
  clock?: SimulatorClock;
  /** Same seed, same start time, same ids. */
  seed?: string;
  /** Milliseconds between the words of an answer; 0, the default, sends it at once. */
  wordDelayMs?: number;
  /** Account that the authorize page signs in without asking. */
  autoApprove?: string;
  /** Accepts any loopback port in redirect_uri, not only 1455 and 1457. */
  anyRedirectPort?: boolean;
  /** False: sign-in by device code answers 404. */
  deviceLogin?: boolean;
  deviceIntervalSeconds?: number;
  accessTokenSeconds?: number;
  /** Requests kept in the log; 500 when left out. */
  logLimit?: number;
}

export interface Simulator {
  url: string;
  /** For SWITCHYARD_AUTH_BASE_URL. */
  authBaseUrl: string;
  /** For SWITCHYARD_CODEX_BASE_URL. */
  codexBaseUrl: string;
  /** Live: changes take effect with the next request. */
  accounts: readonly SimulatedAccount[];
  /** Throws when there is none of this id. */
  account: (id: string) => SimulatedAccount;
  requests: RequestLog;
  ledger: Ledger;
  script: Script;
  /** Signs the account in without a browser. */
  issueTokens: (accountId: string, options?: { expiresInSeconds?: number }) => IssuedTokens;
  /** Ends the login a token belongs to, as if the person had signed out elsewhere. */
  revokeTokens: (token: string) => void;
  /** What a person does on the device page; null denies. Returns why it cannot be, or an empty string. */
  decideDevice: (userCode: string, accountId: string | null) => string;
  /** Ends open connections too. */
  close: () => Promise<void>;
}

export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const clock = options.clock ?? realClock;
  // The start time is part of the seed: logins of two runs must not share names.
  const ids = seededIds(`${options.seed ?? "simulator"}:${clock.now()}`);
  const accounts = new Map(
    (options.accounts ?? demoAccounts).map((account) => [account.id, createAccount(account, clock.now())]),
  );
  const requests = new RequestLog(options.logLimit ?? 500);
  const ledger = new Ledger();
  const script = new Script();
  const server = createServer({ keepAliveTimeout: 60_000 });
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port ?? 0, "127.0.0.1", resolve);
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const desk = new TokenDesk({
    issuer: url,
    accounts,
    ids,
    now: () => clock.now(),
    accessTokenSeconds: options.accessTokenSeconds ?? DEFAULT_ACCESS_SECONDS,
  });
  const device = new DeviceFlow({
    desk,
    ids,
    now: () => clock.now(),
    redirectUri: `${url}/deviceauth/callback`,
    intervalSeconds: options.deviceIntervalSeconds ?? 5,
    enabled: options.deviceLogin ?? true,
  });
  const answer = createAnswers({
    accounts,
    clock,
    ids,
    ledger,
    desk,
    device,
    anyRedirectPort: options.anyRedirectPort ?? false,
    autoApprove: options.autoApprove ?? null,
  });

  const serve = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const closed = new Promise<"sent" | "cut">((resolve) => {
      response.once("close", () => resolve(response.writableFinished ? "sent" : "cut"));
    });
    const body = await readBody(incoming);
    const request = describeRequest(incoming, body, closed, clock.now(), desk);
    const behaviour = script.take(request);
    requests.add(request);
    const reply = answer(request, behaviour);
    request.status = "status" in reply ? reply.status : 200;
    const wire = { response, clock, closed, paceMs: options.wordDelayMs ?? 0 };
    if ("status" in reply) await sendReply(wire, reply, behaviour ?? {});
    else await sendStream(wire, reply, behaviour);
  };

  server.on("request", (incoming: IncomingMessage, response: ServerResponse) => {
    serve(incoming, response).catch((error: unknown) => {
      if (response.headersSent) response.destroy();
      else response.writeHead(500).end(`The simulator itself failed: ${String(error)}`);
    });
  });
  const upgrade = createUpgrader(clock);
  let socketCount = 0;
  const serveUpgrade = async (incoming: IncomingMessage, socket: Socket, head: Buffer): Promise<void> => {
    const closed = new Promise<"sent" | "cut">((resolve) => {
      socket.once("close", () => resolve(socket.errored ? "cut" : "sent"));
    });
    const request = describeRequest(incoming, { value: undefined, bytes: 0 }, closed, clock.now(), desk);
    const behaviour = script.take(request);
    const reply = answer(request, behaviour);
    // A stream is no answer to an upgrade.
    const status = "status" in reply ? reply : { status: 426 };
    requests.add({ ...request, status: status.status });
    const opened = await upgrade(incoming, socket, head, status, behaviour ?? {});
    if (!opened) return;
    socketCount += 1;
    const paceMs = options.wordDelayMs ?? 0;
    serveTurns(opened, { ...request, socket: socketCount }, { clock, script, requests, answer, paceMs });
  };
  server.on("upgrade", (incoming: IncomingMessage, socket: Socket, head: Buffer) => {
    serveUpgrade(incoming, socket, head).catch(() => socket.destroy());
  });

  return {
    url,
    authBaseUrl: url,
    codexBaseUrl: url + API_PATH,
    accounts: [...accounts.values()],
    account(id) {
      const account = accounts.get(id);
      if (!account) throw new Error(`The simulator has no account "${id}".`);
      return account;
    },
    requests,
    ledger,
    script,
    issueTokens: (accountId, { expiresInSeconds } = {}) => desk.startFamily(accountId, expiresInSeconds),
    revokeTokens: (token) => desk.revoke(token),
    decideDevice: (userCode, accountId) => device.decide(userCode, accountId),
    async close() {
      const done = new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
      for (const socket of sockets) socket.destroy();
      await done;
    },
  };
}
