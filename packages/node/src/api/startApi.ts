import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { RUES_PREFIX } from '@eventide/rues';
import type { FastifyInstance } from 'fastify';
import { WebSocketServer } from 'ws';
import { type Drivers, openDrivers } from './drivers/drivers.ts';
import { BusyServer, explain } from './errors.ts';
import { Gate } from './gate.ts';
import { Budget } from './graphql/budget.ts';
import { DecodedTxs } from './graphql/decodedTxs.ts';
import { Graphql } from './graphql/graphql.ts';
import { handleGraphql, isGraphqlPath } from './graphql/http.ts';
import type { GraphqlContext } from './graphql/sources.ts';
import type { NodeDoor } from './nodeDoor.ts';
import { type ApiOptions, defaultApiOptions } from './options.ts';
import { allRoutes } from './routes/allRoutes.ts';
import { handlePost } from './rues/post.ts';
import { RuesRouter } from './rues/router.ts';
import { corsHeaders, preflightHeaders } from './server/cors.ts';
import { type HttpRequest, type HttpResponse, pathOf } from './server/http.ts';
import { listen } from './server/listen.ts';
import { versionHeader } from './server/requestHead.ts';
import { sendWhole } from './server/send.ts';
import { announcementsOf } from './sessions/eventFrames.ts';
import { Sessions } from './sessions/sessions.ts';
import { handleSubscription } from './sessions/subscription.ts';
import { createSite, passToSite } from './sites/site.ts';
import { openWalletCore, type WalletCoreFiles } from './sites/walletCore.ts';

/** A running server. */
export type Api = {
  readonly url: string;
  readonly port: number;
  /** Subscribers connected now. */
  readonly sessions: number;
  /** Tells subscribers, ends requests under way, and leaves no timer, socket or file behind. */
  close(): Promise<void>;
};

const CLOSE_GRACE_MS = 2_000;
/** Clients may say 256 KiB, in frames of 64 KiB; nothing they say is listened to, so the smaller bound holds for all. */
const MAX_MESSAGE_BYTES = 65_536;

/**
 * Serves a node over HTTP and WebSocket.
 * @throws ApiError API_PORT_TAKEN, API_BAD_OPTION
 * Spec: 08 §1
 */
export async function startApi(door: NodeDoor, options: Partial<ApiOptions> = {}): Promise<Api> {
  const settings: ApiOptions = { ...defaultApiOptions, ...options };
  const server = new ApiServer(door, settings, {
    drivers: openDrivers(settings.driversFolder, settings.limits.driverTimeoutMs),
    walletCore: await openWalletCore(settings.walletCore),
    site: settings.staticRoot === undefined ? undefined : await createSite(settings.staticRoot),
  });
  return server.start();
}

type Parts = {
  readonly drivers: Drivers;
  readonly walletCore: WalletCoreFiles;
  readonly site: FastifyInstance | undefined;
};

/** Why a request’s signal aborts: given, gone or stopped. One for all, since making one costs more than most answers. */
const ENDED = new DOMException('The request has ended', 'AbortError');

class ApiServer {
  readonly #door: NodeDoor;
  readonly #options: ApiOptions;
  readonly #parts: Parts;
  readonly #sessions: Sessions;
  readonly #sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE_BYTES, clientTracking: false });
  readonly #router: RuesRouter;
  readonly #graphql: Graphql;
  readonly #graphqlGate: Gate;
  readonly #decoded = new DecodedTxs();
  /** Of the answers under way; aborted when their clients leave, or when the server ends. */
  readonly #answering = new Set<AbortController>();
  #ended = false;
  readonly #headers: Readonly<Record<string, string>>;

  constructor(door: NodeDoor, options: ApiOptions, parts: Parts) {
    const { limits, clock, random, log } = options;
    this.#door = door;
    this.#options = options;
    this.#parts = parts;
    this.#sessions = new Sessions({ eventCapacity: options.wsEventCapacity, limits, clock, random, log });
    this.#graphql = new Graphql({ archive: options.archive !== undefined });
    this.#graphqlGate = new Gate(limits.graphql);
    this.#router = new RuesRouter(
      allRoutes(door, options, {
        drivers: parts.drivers,
        graphql: this.#graphql,
        graphqlGate: this.#graphqlGate,
        context: () => this.#context(),
      }),
    );
    this.#headers = Object.fromEntries(options.headers);
  }

  async start(): Promise<Api> {
    const { host, port, tls, limits } = this.#options;
    const stopEvents = this.#door.subscribe((event) => {
      for (const announcement of announcementsOf(event)) this.#sessions.publish(announcement);
    });
    const closeParts = async (): Promise<void> => {
      stopEvents();
      this.#ended = true;
      for (const answering of this.#answering) answering.abort(ENDED);
      await Promise.all([this.#sessions.close(), this.#parts.drivers.close(), this.#parts.site?.close()]);
    };
    try {
      const listening = await listen({
        host,
        port,
        tls,
        limits,
        onRequest: (request, response) => void this.#answer(request, response),
        onUpgrade: (request, socket, head) => this.#upgrade(request, socket, head),
      });
      const sessions = this.#sessions;
      return {
        url: listening.url,
        port: listening.port,
        get sessions() {
          return sessions.size;
        },
        async close() {
          const closed = listening.close(CLOSE_GRACE_MS);
          await closeParts();
          await closed;
        },
      };
    } catch (error) {
      await closeParts();
      throw error;
    }
  }

  async #answer(request: HttpRequest, response: HttpResponse): Promise<void> {
    const answering = new AbortController();
    const { signal } = answering;
    this.#answering.add(answering);
    if (this.#ended) answering.abort(ENDED);
    response.once('close', () => {
      this.#answering.delete(answering);
      answering.abort(ENDED);
    });
    try {
      for (const [name, value] of Object.entries({
        ...this.#headers,
        ...corsHeaders(request, this.#options.corsOrigins),
      })) {
        response.setHeader(name, value);
      }
      const preflight = this.#options.corsOrigins.length === 0 ? undefined : preflightHeaders(request);
      if (preflight !== undefined) sendWhole(response, 204, '', preflight);
      else await this.#dispatch(request, response, signal);
    } catch (error) {
      if (!signal.aborted) this.#options.log.error('request failed', { path: pathOf(request), reason: String(error) });
      if (response.headersSent) response.destroy();
      else sendWhole(response, 500, 'Internal error', versionHeader);
    }
  }

  /** Spec: 08 §1 */
  async #dispatch(request: HttpRequest, response: HttpResponse, signal: AbortSignal): Promise<void> {
    const path = pathOf(request);
    if (path.startsWith(RUES_PREFIX)) {
      if (request.method !== 'POST') return handleSubscription(request, response, this.#sessions);
      return this.#post(request, response, signal);
    }
    if (this.#parts.walletCore.answer(path, response)) return;
    if (isGraphqlPath(path)) {
      return handleGraphql(request, response, this.#graphql, () => this.#context(), this.#graphqlGate);
    }
    const { site } = this.#parts;
    if (site !== undefined && (request.method === 'GET' || request.method === 'HEAD')) {
      passToSite(site, request as IncomingMessage, response as ServerResponse);
      return;
    }
    sendWhole(response, 500, 'Unsupported path', versionHeader);
  }

  #post(request: HttpRequest, response: HttpResponse, signal: AbortSignal): Promise<void> {
    const { clock, limits, log } = this.#options;
    return handlePost(request, response, signal, {
      router: this.#router,
      clock,
      stallMs: limits.idleTimeoutMs,
      explain: (error) => {
        const refusal = explain(error);
        if (!(refusal instanceof BusyServer) && refusal !== error && !signal.aborted) {
          log.error('request failed', { path: pathOf(request), reason: String(error) });
        }
        return refusal;
      },
    });
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    if (!pathOf(request).startsWith(RUES_PREFIX) || !this.#sessions.hasRoom) {
      const [status, text] = this.#sessions.hasRoom
        ? ['500 Internal Server Error', 'Unsupported path']
        : ['503 Service Unavailable', ''];
      socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: ${text.length}\r\n\r\n${text}`);
      return;
    }
    this.#sockets.handleUpgrade(request, socket, head, (opened) => this.#sessions.open(opened));
  }

  #context(): GraphqlContext {
    const { archive, clock, limits } = this.#options;
    return { door: this.#door, archive, budget: new Budget(clock, limits.graphqlBudget), decoded: this.#decoded };
  }
}
