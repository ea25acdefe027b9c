import { type DescribedAbi, decodeFeed } from '@eventide/abi';
import { type Lux, toHex } from '@eventide/base';
import { encode } from '@eventide/codec';
import { blsPublicKeyCodec } from '@eventide/crypto/bls/keys';
import { contractId, deployment } from '@eventide/tx';
import { feedContract } from '../calls/contract.ts';
import type { Client } from '../client.ts';
import { ContractError } from '../errors.ts';
import { defaultGasLimits, deployLimit } from '../send/gas.ts';
import type { PayFrom } from '../wallet/send/actions.ts';
import { prepareMoonlight } from '../wallet/send/moonlight.ts';
import { preparePhoenix } from '../wallet/send/phoenix.ts';
import { type PreparedTx, type SendParams, type Sent, submitTx } from '../wallet/send/prepared.ts';
import { type AbiSource, contractIdOf, encodeCall, readAbi } from './abi.ts';

export type DeployParams = SendParams & {
  /** The module. */
  readonly bytecode: Uint8Array;
  /** Arguments of `init`, if the contract has one; needs the ABI. */
  readonly args?: unknown;
  readonly abi?: AbiSource | undefined;
  /** Archived arguments of `init`, instead of `args`. */
  readonly initArgs?: Uint8Array | undefined;
  /** Enters the contract's id; default 0. */
  readonly nonce?: bigint | undefined;
  /** 96 bytes; default the account of `from`. */
  readonly owner?: Uint8Array | undefined;
  readonly payFrom?: PayFrom | undefined;
  readonly force?: boolean | undefined;
};

export type Deployed = Sent & { /** Of the new contract, hex. */ readonly contract: string };

/** @throws as `deployContract` */
export async function prepareDeploy(
  client: Client,
  params: DeployParams,
): Promise<PreparedTx & { readonly contract: string }> {
  const { from, bytecode, nonce = 0n, payFrom = 'public' } = params;
  const { gas } = await client.chain(params.signal);
  const owner = params.owner ?? encode(blsPublicKeyCodec, from.wallet.keysOf(from.index).account);
  const data = deployment({ bytecode, owner, initArgs: initArgsOf(params), nonce });
  const contract = toHex(contractId({ bytecode, owner, nonce }));
  const gasLimit = deployLimit(BigInt(bytecode.length) * gas.perDeployByte, gas.minDeployPoints);
  const price: Lux | undefined = params.gas?.price ?? gas.minDeployPrice;
  const plan = {
    ...params,
    gas: { ...params.gas, price },
    kind: 'deploy',
    value: 0n,
    toText: contract,
    gasLimit: payFrom === 'public' ? gasLimit : gasLimit + 2n * defaultGasLimits.shieldedTransfer,
    data: () => ({ data }),
  } as const;
  const prepared = payFrom === 'public' ? await prepareMoonlight(client, plan) : await preparePhoenix(client, plan);
  return { ...prepared, contract };
}

/**
 * Deploys a contract: gas by its size, simulated before. Resolves once the mempool has it.
 * @throws ContractError CONTRACT_CALL_FAILED, CONTRACT_BAD_ARGS, CONTRACT_NO_ABI; WalletError WALLET_FUNDS_SHORT; NetworkError
 * Spec: 13 §2.1, 04 §7.3
 */
export async function deployContract(client: Client, params: DeployParams): Promise<Deployed> {
  const prepared = await prepareDeploy(client, params);
  return { ...(await submitTx(client, prepared, params)), contract: prepared.contract };
}

export type StreamParams = {
  readonly id: string | Uint8Array;
  readonly abi: AbiSource;
  readonly fn: string;
  readonly args?: unknown;
  /** After this block in place of the newest: nodes of this project only, while they keep that state. */
  readonly at?: bigint | undefined;
  readonly signal?: AbortSignal | undefined;
};

/**
 * What a feeding function of a contract gives, value by value, as it comes. Items need a fixed size.
 * @throws ContractError CONTRACT_NO_ABI if the function feeds nothing, CONTRACT_BAD_ARGS; NetworkError
 * Spec: 08 §4.2
 */
export async function* streamContract(
  client: Client,
  { id, abi: source, fn, args, at: height, signal }: StreamParams,
): AsyncGenerator<unknown> {
  const abi = readAbi(source);
  const feeds = abi.methods[fn]?.feeds;
  if (feeds === null || feeds === undefined)
    throw new ContractError('CONTRACT_NO_ABI', { contract: abi.name, feed: fn });
  const { size } = feeds.archive.layout;
  if ('file' in abi && hasReferences(abi as DescribedAbi, fn)) {
    throw new ContractError('CONTRACT_NO_ABI', { contract: abi.name, feed: fn, rule: 'values of one size' });
  }
  const argument = encodeCall(abi, fn, args);
  for await (const chunk of feedContract(client.transport, contractIdOf(id), fn, argument, size, {
    at: height,
    signal,
  })) {
    for (let at = 0; at < chunk.length; at += size) yield decodeFeed(abi, fn, chunk.slice(at, at + size));
  }
}

/** Fed values with texts or lists in them: nothing tells where one ends. */
function hasReferences({ file: { types, methods } }: DescribedAbi, fn: string): boolean {
  const type = methods.find(({ name }) => name === fn)?.feeds ?? '';
  const definition = types[type];
  return (
    type === 'Text' || type.startsWith('Vec<') || (definition !== undefined && 'refs' in definition && definition.refs)
  );
}

function initArgsOf({ args, abi, initArgs }: DeployParams): Uint8Array | null {
  if (initArgs !== undefined) return initArgs;
  if (args === undefined && (abi === undefined || !Object.hasOwn(readAbi(abi).methods, 'init'))) return null;
  if (abi === undefined) throw new ContractError('CONTRACT_NO_ABI', { fn: 'init' });
  return encodeCall(abi, 'init', args);
}
