import { fromHex, parseDusk, toHex } from '@eventide/base';
import { type CallOptions, prepareCall, prepareDeploy } from '@eventide/sdk';
import { deployLimit } from '@eventide/sdk/send/gas';
import { contractId } from '@eventide/tx';
import type { Input, Io, Outcome } from '../../command.ts';
import { callArguments, functionName, jsonArgument } from '../../contract/callArguments.ts';
import { checkContractName, recordContract } from '../../contract/contractBook.ts';
import { ownerBytes, uploadDriver } from '../../contract/driverRoutes.ts';
import { findContract } from '../../contract/findContract.ts';
import { loadModule } from '../../contract/loadModule.ts';
import { CliError } from '../../errors.ts';
import { readBytes } from '../../input/bytes.ts';
import { formatFields } from '../../output.ts';
import { withConnection } from '../../wallet/connect.ts';
import { openProfile } from '../../wallet/openProfile.ts';
import { runSend } from '../../wallet/send.ts';

/** Gas that the summary names where a simulation finds the limit later. */
const CALL_GAS = 200_000_000n;
/** What a shielded transaction takes besides its deployment. */
const SHIELDED_GAS = 100_000_000n;

/** Deploys a module or a project: then its driver goes to the node, and its name into the project's list. Spec: 13 §7 */
export function contractDeploy(io: Io, input: Input): Promise<Outcome> {
  return withConnection(io, input, async (connection) => {
    const { options } = input;
    const { client, facts, signal } = connection;
    const payFrom = privacyOf(input, 'public');
    const nonce = nonceOf(options.deployNonce);
    const module = await loadModule(io, input, input.args[0] as string);
    const name = checkContractName(typeof options.name === 'string' ? options.name : module.name.toLowerCase());
    const initArgs = await initOf(io, input, module.abi);
    const sender = await openProfile(io, input, connection);
    try {
      const gas = deployLimit(BigInt(module.wasm.length) * facts.gas.perDeployByte, facts.gas.minDeployPoints);
      const { profile } = sender;
      const contract = toHex(contractId({ bytecode: module.wasm, owner: ownerBytes(profile.account), nonce }));
      const outcome = await runSend(io, deployPrice(input, facts.gas.minDeployPrice), connection, sender, {
        kind: 'deploy',
        payFrom,
        summary: {
          deploy: `${name} (${module.wasm.length} bytes)`,
          contract,
          owner: `${sender.name} (public)`,
          'paid by': `${sender.name} (${payFrom})`,
        },
        needsSync: payFrom === 'shielded',
        gasLimit: payFrom === 'shielded' ? gas + SHIELDED_GAS : gas,
        async prepare(params) {
          const prepared = await prepareDeploy(client, {
            ...params,
            bytecode: module.wasm,
            abi: module.abi ?? undefined,
            ...initArgs,
            nonce,
            payFrom,
          });
          return prepared;
        },
      });
      const report = { ...outcome.json, contract, name, driver: null as boolean | null };
      const { sent, error } = outcome.json;
      if (sent !== true || error !== null || outcome.json.state === 'included') return { ...outcome, json: report };
      const replaced = recordContract(io, facts.genesisHash, {
        name,
        id: contract,
        abi: module.abi?.file ?? null,
        places: module.places,
      });
      if (replaced !== undefined) io.err(`${name} was ${replaced} before\n`);
      if (module.driver !== null) {
        const id = fromHex(contract);
        report.driver = await offered(io, () =>
          uploadDriver(client, { id, driver: module.driver as Uint8Array, from: profile, signal }),
        );
      }
      const driver = report.driver === null ? 'none' : report.driver ? 'uploaded' : 'refused by the node';
      return { ...outcome, json: report, human: `${outcome.human}\n${formatFields({ contract, name, driver })}` };
    } finally {
      await sender.close();
    }
  });
}

/** Calls a function of a contract by a transaction. Spec: 13 §7 */
export function contractCall(io: Io, input: Input): Promise<Outcome> {
  return withConnection(io, input, async (connection) => {
    const { args, options } = input;
    const { client, facts } = connection;
    const payFrom = privacyOf(input, 'shielded');
    const contract = await findContract(io, input, facts.genesisHash, args[0] as string);
    const fnName = functionName(args[1]);
    const deposit = typeof options.deposit === 'string' ? parseDusk(options.deposit) : 0n;
    const fnArgs = await callArguments(io, contract.abi, fnName, args[2], options.raw === true);
    const sender = await openProfile(io, input, connection);
    try {
      const data = { kind: 'call', contract: contract.id, fnName, fnArgs } as const;
      const id = toHex(contract.id);
      const outcome = await runSend(io, input, connection, sender, {
        kind: 'contractCall',
        payFrom,
        summary: {
          call: `${contract.name}.${fnName}`,
          arguments: args[2],
          deposit: deposit === 0n ? undefined : String(options.deposit),
          from: `${sender.name} (${payFrom})`,
        },
        needsSync: payFrom === 'shielded',
        gasLimit: CALL_GAS,
        prepare: (params) =>
          prepareCall(
            client,
            { ...params, payFrom, force: options.force === true },
            { kind: 'contractCall', deposit, value: deposit, toText: id, data: () => ({ data }) },
          ),
      });
      return { ...outcome, json: { ...outcome.json, contract: id, function: fnName } };
    } finally {
      await sender.close();
    }
  });
}

/** `--privacy shielded|public`, or `--public`. @throws CliError CLI_BAD_INPUT */
function privacyOf({ options }: Input, otherwise: NonNullable<CallOptions['privacy']>): 'shielded' | 'public' {
  const chosen = options.privacy ?? (options.public === true ? 'public' : otherwise);
  if (chosen === 'shielded' || chosen === 'public') {
    if (chosen === 'public' || options.public !== true) return chosen;
  }
  throw new CliError('CLI_BAD_INPUT', { what: '--privacy', text: String(chosen), expected: 'shielded or public' });
}

/** Deployments have a least price; a lower median of the mempool would be refused. Spec: 04 §7.3 */
function deployPrice(input: Input, least: bigint): Input {
  const { gasPrice } = input.options;
  if (gasPrice !== undefined && gasPrice !== 'auto') return input;
  return { ...input, options: { ...input.options, gasPrice: String(least) } };
}

async function initOf(io: Io, { options }: Input, abi: object | null) {
  if (typeof options.initArgs === 'string') return { initArgs: await readBytes(io, options.initArgs) };
  if (typeof options.args !== 'string') return {};
  if (abi === null)
    throw new CliError('CLI_USAGE', {
      expected: '--init-args <bytes>: no ABI beside the module tells the types of --args',
    });
  return { args: await jsonArgument(io, options.args) };
}

/** @throws CliError CLI_BAD_INPUT */
export function nonceOf(text: unknown): bigint {
  if (text === undefined) return 0n;
  if (typeof text === 'string' && /^\d{1,20}$/.test(text) && BigInt(text) < 1n << 64n) return BigInt(text);
  throw new CliError('CLI_BAD_INPUT', { what: '--deploy-nonce', text: String(text), expected: 'a whole number' });
}

/** The contract is there whatever becomes of its driver: that can be offered again. */
async function offered(io: Io, upload: () => Promise<void>): Promise<boolean> {
  try {
    await upload();
    return true;
  } catch (error) {
    io.err(`the driver was not taken: ${(error as Error).message}; again: eventide contract driver upload\n`);
    return false;
  }
}
