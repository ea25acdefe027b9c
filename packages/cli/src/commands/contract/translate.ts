import { argumentToJson, eventToJson, outputToJson } from '@eventide/abi';
import { fromHex, toHex } from '@eventide/base';
import { contractId } from '@eventide/tx';
import type { Input, Io, Outcome } from '../../command.ts';
import { callArguments, functionName } from '../../contract/callArguments.ts';
import { ownerBytes } from '../../contract/driverRoutes.ts';
import { abiOf, abiOption, findContract, type NamedContract } from '../../contract/findContract.ts';
import { loadModule } from '../../contract/loadModule.ts';
import { CliError } from '../../errors.ts';
import { readBytes } from '../../input/bytes.ts';
import { formatJson, formatTable } from '../../output.ts';
import { withConnection } from '../../wallet/connect.ts';
import { accountOf } from '../wallet/pay.ts';
import { nonceOf } from './send.ts';

/** The id a module gets when this account deploys it, or that of a name. Spec: 03 §3.5 */
export function contractIdOf(io: Io, input: Input): Promise<Outcome> {
  return withConnection(io, input, async (connection) => {
    const [text = ''] = input.args;
    if (!/[./]/.test(text) && input.options.from === undefined) {
      const { name, id } = await findContract(io, input, connection.facts.genesisHash, text);
      return { json: { contract: toHex(id), name }, human: toHex(id) };
    }
    const { wasm, name } = await loadModule(io, input, text);
    const { account } = await accountOf(io, { ...input, args: senderArgs(input) }, connection);
    const id = contractId({ bytecode: wasm, owner: ownerBytes(account), nonce: nonceOf(input.options.deployNonce) });
    return { json: { contract: toHex(id), name, owner: account }, human: toHex(id) };
  });
}

/** Functions and events of a contract, by its ABI. */
export function contractSchema(io: Io, input: Input): Promise<Outcome> {
  return named(io, input, async (contract) => {
    const { file } = abiOf(contract);
    const methods = file.methods.map(({ name, params, returns, view, feeds }) => [
      view ? 'view' : 'call',
      `${name}(${params.map((param) => `${param.name}: ${param.type}`).join(', ')})`,
      feeds === undefined ? returns : `feeds ${feeds}`,
    ]);
    const events = file.events.map(({ topic, type }) => ['event', topic, type]);
    return {
      json: { contract: toHex(contract.id), name: file.contract, abi: file },
      human: formatTable([...methods, ...events]),
    };
  });
}

/** Argument bytes of a call. */
export function contractEncode(io: Io, input: Input): Promise<Outcome> {
  return named(io, input, async (contract) => {
    const fn = functionName(input.args[1]);
    const bytes = toHex(await callArguments(io, abiOf(contract), fn, input.args[2], false));
    return { json: { function: fn, bytes }, human: bytes };
  });
}

/** What bytes of a contract say: an argument, a result (default) or an event. */
export function contractDecode(io: Io, input: Input): Promise<Outcome> {
  return named(io, input, async (contract) => {
    const { args, options } = input;
    const name = functionName(args[1]);
    const bytes = await readBytes(io, args[2] as string);
    if (options.argument === true && options.event === true)
      throw new CliError('CLI_USAGE', { expected: '--argument or --event, not both' });
    const read = options.event === true ? eventToJson : options.argument === true ? argumentToJson : outputToJson;
    const value = read(abiOf(contract), name, bytes);
    return { json: { name, value }, human: formatJson(value) };
  });
}

/** With `--abi` no node is asked: the name is that of the file. */
async function named(io: Io, input: Input, task: (contract: NamedContract) => Promise<Outcome>): Promise<Outcome> {
  const [text = ''] = input.args;
  if (text === 'transfer' || text === 'stake') return task(await findContract(io, input, '', text));
  const abi = await abiOption(io, input);
  if (abi !== null && /^(0x)?[0-9a-fA-F]{64}$/.test(text))
    return task({ name: abi.name, id: fromHex(text.replace(/^0x/, '')), abi });
  return withConnection(io, input, async ({ facts }) => task(await findContract(io, input, facts.genesisHash, text)));
}

function senderArgs({ options }: Input): string[] {
  return typeof options.from === 'string' ? [options.from] : [];
}
