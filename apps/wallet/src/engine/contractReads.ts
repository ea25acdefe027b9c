import { type Client, decodeResult, encodeCall } from '@eventide/sdk';
import { readContract } from '@eventide/sdk/calls/contract';
import { exactJson } from './exactJson.ts';

/** Reads a contract through its ABI file; arguments and result as JSON text. @throws ContractError, AbiError, SyntaxError */
export async function readContractText(
  client: Client,
  contract: Uint8Array,
  abi: string,
  fn: string,
  json: string,
): Promise<string> {
  const argument = encodeCall(abi, fn, json.trim() === '' ? undefined : JSON.parse(json));
  const output = await readContract(client.transport, contract, fn, argument);
  return exactJson(decodeResult(abi, fn, output));
}
