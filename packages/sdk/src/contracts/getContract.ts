import type { ContractAbi } from '@eventide/abi';
import type { Lux } from '@eventide/base';
import { toHex } from '@eventide/base';
import type { ContractCall } from '@eventide/tx';
import { readContract } from '../calls/contract.ts';
import type { Client } from '../client.ts';
import { type PayFrom, prepareCall } from '../wallet/send/actions.ts';
import { type PreparedTx, type SendParams, type Sent, submitTx } from '../wallet/send/prepared.ts';
import { type PlacedEvent, type WatchContractParams, watchContract } from '../watch/contract.ts';
import { type AbiSource, contractIdOf, decodeEvent, decodeResult, encodeCall, readAbi } from './abi.ts';
import type { AnyContract, ContractTypes } from './types.ts';

export type CallOptions = {
  /** What the contract may take. */
  readonly deposit?: Lux | undefined;
  /** Who pays: `shielded` hides the caller; default `public`. */
  readonly privacy?: PayFrom | undefined;
};

export type WriteOptions = SendParams &
  CallOptions & {
    /** Send it although its simulation fails. */
    readonly force?: boolean | undefined;
  };

/** A call that a wallet is asked for, e.g. by `connect().write`. */
export type CallRequest = {
  readonly contract: string;
  readonly fnName: string;
  readonly fnArgs: Uint8Array;
  readonly deposit: Lux;
  readonly privacy: PayFrom;
};

export type ContractEvent<D> = Omit<PlacedEvent, 'data'> & { readonly args: D };

type Listener<D> = (event: ContractEvent<D>) => void;

/** A contract seen through its ABI. */
export type Contract<T extends ContractTypes = AnyContract> = {
  readonly id: Uint8Array;
  readonly abi: ContractAbi;
  /** Reads on the tip's state; nothing is changed. */
  readonly read: {
    readonly [K in keyof T['methods']]: (
      args?: T['methods'][K]['args'],
      options?: { readonly signal?: AbortSignal | undefined },
    ) => Promise<T['methods'][K]['returns']>;
  };
  /** Transactions; they resolve once the mempool has them. */
  readonly write: {
    readonly [K in keyof T['methods']]: (args: T['methods'][K]['args'], options: WriteOptions) => Promise<Sent>;
  };
  /** The same, ready and not sent. */
  readonly prepare: {
    readonly [K in keyof T['methods']]: (args: T['methods'][K]['args'], options: WriteOptions) => Promise<PreparedTx>;
  };
  /** Requests for another's wallet. */
  readonly call: {
    readonly [K in keyof T['methods']]: (args?: T['methods'][K]['args'], options?: CallOptions) => CallRequest;
  };
  readonly events: {
    readonly [K in keyof T['events']]: {
      /** Returns how to stop. */
      watch(
        listener: Listener<T['events'][K]>,
        options?: Pick<WatchContractParams, 'onGap' | 'onError' | 'signal'>,
      ): () => void;
      /** @throws CodecError */
      decode(data: Uint8Array): T['events'][K];
    };
  };
};

export type GetContractParams = {
  readonly client: Client;
  /** Hex or 32 bytes. */
  readonly id: string | Uint8Array;
  readonly abi: AbiSource;
};

/**
 * A contract by its id and ABI. Type parameter: the types a generated client exports; without it values are `unknown`.
 * @throws AbiError ABI_BAD_FILE; ContractError CONTRACT_BAD_ARGS for an id that is none
 * Spec: 13 §4, 12 §6
 */
export function getContract<T extends ContractTypes = AnyContract>({
  client,
  id,
  abi: source,
}: GetContractParams): Contract<T> {
  const abi = readAbi(source);
  const contract = contractIdOf(id);
  const callData = (fn: string, args: unknown): ContractCall => ({
    kind: 'call',
    contract,
    fnName: fn,
    fnArgs: encodeCall(abi, fn, args),
  });
  const prepare = async (fn: string, args: unknown, options: WriteOptions): Promise<PreparedTx> => {
    const { deposit = 0n, privacy = 'public', ...params } = options;
    const data = callData(fn, args);
    return prepareCall(
      client,
      { ...params, payFrom: privacy },
      { kind: 'contractCall', deposit, value: deposit, toText: toHex(contract), data: () => ({ data }) },
    );
  };
  const perMethod = (make: (fn: string) => unknown): Readonly<Record<string, unknown>> =>
    byName(Object.keys(abi.methods), make);
  return {
    id: contract,
    abi,
    read: perMethod(
      (fn) =>
        async (args: unknown, options: { readonly signal?: AbortSignal | undefined } = {}) =>
          decodeResult(abi, fn, await readContract(client.transport, contract, fn, encodeCall(abi, fn, args), options)),
    ),
    prepare: perMethod((fn) => (args: unknown, options: WriteOptions) => prepare(fn, args, options)),
    write: perMethod(
      (fn) => async (args: unknown, options: WriteOptions) =>
        submitTx(client, await prepare(fn, args, options), options),
    ),
    call: perMethod(
      (fn) =>
        (args: unknown, { deposit = 0n, privacy = 'public' }: CallOptions = {}): CallRequest => ({
          contract: toHex(contract),
          fnName: fn,
          fnArgs: encodeCall(abi, fn, args),
          deposit,
          privacy,
        }),
    ),
    events: byName(Object.keys(abi.events), (topic) => ({
      watch: (listener: Listener<unknown>, options: Pick<WatchContractParams, 'onGap' | 'onError' | 'signal'> = {}) =>
        watchContract(client, {
          ...options,
          contract,
          topic,
          onEvent: ({ data, ...place }) => listener({ ...place, args: decodeEvent(abi, topic, data) }),
        }),
      decode: (data: Uint8Array) => decodeEvent(abi, topic, data),
    })),
  } as unknown as Contract<T>;
}

function byName(names: readonly string[], make: (name: string) => unknown): Readonly<Record<string, unknown>> {
  return Object.freeze(Object.fromEntries(names.map((name) => [name, make(name)])));
}
