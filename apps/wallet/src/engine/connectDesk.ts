import { fromHex } from '@eventide/base';
import { failureOf } from '@eventide/kit/worker/rpc';
import {
  type Approval,
  type ApprovalRequest,
  type Client,
  ConnectError,
  connectCodes,
  createProvider,
  type GrantStore,
  prepareRequested,
  type Wallet,
  type WalletProvider,
} from '@eventide/sdk';
import { showArgument } from './abis.ts';
import {
  CONNECT_CHANNEL,
  type ConnectQuestion,
  type DoorMessage,
  type Simulation,
  type WalletMessage,
} from './connectProtocol.ts';
import { siteSuspicion } from './homographs.ts';
import type { Caution } from './lookAlike.ts';
import { usualLimit } from './plans.ts';
import type { Plan } from './protocol.ts';

export type ConnectDeskDeps = {
  /** What requests act on; null while locked or away from the node. */
  readonly open: () => { readonly client: Client; readonly wallet: Wallet; readonly networkName: string } | null;
  readonly grants: GrantStore;
  /** Origins that were let in. */
  readonly sites: () => readonly string[];
  readonly caution: (to: string) => Caution | null;
  /** The user agreed to pay this one. */
  readonly paid: (to: string) => void;
  readonly tell: (questions: readonly ConnectQuestion[]) => void;
};

type Waiting = { readonly question: ConnectQuestion; readonly answer: (yes: Approval) => void };

const VERSION = '0.1.0';
const MOST_QUESTIONS = 8;

/** Takes requests of sites from the door page, asks the user, and answers. Spec: 13 §5.5, 08 §11 */
export class ConnectDesk {
  readonly #deps: ConnectDeskDeps;
  readonly #channel = new BroadcastChannel(CONNECT_CHANNEL);
  readonly #providers = new Map<string, Promise<WalletProvider>>();
  readonly #waiting = new Map<string, Waiting>();
  #next = 1;

  constructor(deps: ConnectDeskDeps) {
    this.#deps = deps;
    this.#channel.onmessage = ({ data }: MessageEvent<DoorMessage>) => {
      if (data?.to === 'wallet') void this.#hear(data);
    };
  }

  /** The user's answer. */
  answer(id: string, approval: Approval): void {
    this.#waiting.get(id)?.answer(approval);
  }

  /** Everything that waits is refused: the wallet locks or a site was put out. */
  refuseAll(origin?: string): void {
    for (const { question, answer } of [...this.#waiting.values()]) {
      if (origin === undefined || question.origin === origin) answer(false);
    }
  }

  /** The wallet or network changed. */
  reset(): void {
    this.refuseAll();
    this.#providers.clear();
  }

  async #hear(message: DoorMessage): Promise<void> {
    const { door } = message;
    if (message.kind === 'hello') {
      this.#say({ to: 'door', door, kind: 'here', locked: this.#deps.open() === null });
      return;
    }
    const { id, origin, method, params } = message;
    try {
      const provider = await this.#providerOf(origin);
      this.#say({ to: 'door', door, kind: 'asking', id });
      const result = await provider.request({ method, params });
      this.#say({ to: 'door', door, kind: 'result', id, result });
    } catch (error) {
      const known = error instanceof ConnectError;
      const code = known ? error.code : connectCodes.internal;
      this.#say({
        to: 'door',
        door,
        kind: 'error',
        id,
        error: { code, message: known ? error.message : 'internal error' },
      });
    }
  }

  #providerOf(origin: string): Promise<WalletProvider> {
    const open = this.#deps.open();
    if (open === null) return Promise.reject(new ConnectError('unauthorised', 'the wallet is locked'));
    const known = this.#providers.get(origin);
    if (known !== undefined) return known;
    const made = createProvider({
      ...open,
      origin,
      walletVersion: VERSION,
      grants: this.#deps.grants,
      approve: (request) => this.#ask(origin, request),
    });
    this.#providers.set(origin, made);
    return made;
  }

  async #ask(origin: string, request: ApprovalRequest): Promise<Approval> {
    if (this.#waiting.size >= MOST_QUESTIONS) throw new ConnectError('rejected', 'too many requests wait');
    const id = String(this.#next++);
    const to = recipientOf(request);
    const question: ConnectQuestion = {
      id,
      origin,
      request,
      argument: argumentOf(request),
      maxFee: feeOf(request),
      simulation: null,
      suspicion: siteSuspicion(origin, this.#deps.sites()),
      caution: to === null ? null : this.#deps.caution(to),
    };
    return new Promise((resolve) => {
      const answer = (yes: Approval): void => {
        this.#waiting.delete(id);
        this.#tell();
        if (yes !== false && to !== null) this.#deps.paid(to);
        resolve(yes);
      };
      this.#waiting.set(id, { question, answer });
      this.#tell();
      void this.#simulate(question);
    });
  }

  /** Tries a public call as the user would send it; what comes of it is shown while they read. */
  async #simulate({ id, origin, request }: ConnectQuestion): Promise<void> {
    const open = this.#deps.open();
    const grant = await this.#deps.grants.get(origin);
    if (request.kind !== 'transaction' || open === null || grant === null) return;
    const { transaction } = request;
    if (transaction.kind !== 'contract_call' || transaction.privacy !== 'public') return;
    const show = (simulation: Simulation): void => {
      const waiting = this.#waiting.get(id);
      if (waiting === undefined) return;
      this.#waiting.set(id, { ...waiting, question: { ...waiting.question, simulation } });
      this.#tell();
    };
    show({ state: 'running' });
    try {
      const free = { ...transaction, gas: undefined };
      const { maxFee } = await prepareRequested(open.client, open.wallet.profile(grant.profile), free);
      show({ state: 'works', maxFee });
    } catch (error) {
      show({ state: 'fails', failure: failureOf(error) });
    }
  }

  #tell(): void {
    this.#deps.tell([...this.#waiting.values()].map(({ question }) => question));
  }

  #say(message: WalletMessage): void {
    this.#channel.postMessage(message);
  }
}

/** The most a request may cost, in lux; null where it says nothing that can be read. */
function feeOf(request: ApprovalRequest): bigint | null {
  if (request.kind !== 'transaction') return null;
  const { transaction } = request;
  const { gas, kind, privacy } = transaction;
  try {
    if (gas !== undefined) return BigInt(gas.limit) * BigInt(gas.price);
  } catch {
    return null;
  }
  if (kind !== 'transfer') return usualLimit({ kind: 'contractCall', privacy } as Plan);
  return usualLimit({ kind: privacy === 'shielded' ? 'sendShielded' : 'sendPublic' } as Plan);
}

function recipientOf(request: ApprovalRequest): string | null {
  return request.kind === 'transaction' && request.transaction.kind === 'transfer' ? request.transaction.to : null;
}

function argumentOf(request: ApprovalRequest): string | null {
  if (request.kind !== 'transaction' || request.transaction.kind !== 'contract_call') return null;
  const { contractId, fnName, fnArgs } = request.transaction;
  if (typeof fnArgs !== 'string') return null;
  try {
    return showArgument(contractId.replace(/^0x/, ''), fnName, fromHex(fnArgs.replace(/^0x/, '')));
  } catch {
    return fnArgs;
  }
}
