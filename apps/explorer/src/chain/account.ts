import type { Client, Json } from '@eventide/sdk';
import { luxOf, objectOf } from './describeTx.ts';
import { asExactJson } from './exactJson.ts';

export type AccountStatus = { readonly balance: bigint; readonly nonce: bigint; readonly nextNonce: bigint };

/** What a node tells of an account. Spec: 08 §3 */
export async function accountStatus(client: Client, account: string, signal: AbortSignal): Promise<AccountStatus> {
  const json = objectOf(await ask(client, `/on/account:${account}/status`, signal));
  return { balance: luxOf(json.balance), nonce: luxOf(json.nonce), nextNonce: luxOf(json.next_nonce) };
}

/** Money of a contract. Spec: 08 §3 */
export async function contractBalance(client: Client, id: string, signal: AbortSignal): Promise<bigint> {
  return luxOf(objectOf(await ask(client, `/on/contract:${id}/status`, signal)).balance);
}

export type ContractFacts = { readonly owner: string; readonly driver: boolean };

/** Who deployed a contract and whether its owner uploaded a driver; an unknown contract has no owner. Spec: 08 §3 */
export async function contractFacts(client: Client, id: string, signal: AbortSignal): Promise<ContractFacts> {
  const json = objectOf(await ask(client, `/on/contract:${id}/metadata`, signal));
  return { owner: typeof json.owner === 'string' ? json.owner : '', driver: json.driver_available === true };
}

/** A read of a contract through the node's driver: JSON in and out. Throws with the node's words. Spec: 08 §4.2 */
export async function readByDriver(client: Client, id: string, fn: string, json: string): Promise<string> {
  const response = await client.transport.request({
    path: `/on/contracts:${id}/${fn}`,
    body: json,
    headers: { 'content-type': 'application/json' },
  });
  const text = await response.text();
  if (response.status !== 200) throw new Error(text.slice(0, 500));
  return text;
}

/** A read of a contract in raw bytes. Throws with the node's words. Spec: 08 §4.2 */
export async function readRaw(client: Client, id: string, fn: string, argument: Uint8Array): Promise<Uint8Array> {
  const send = (feeder: boolean) =>
    client.transport.request({
      path: `/on/contracts:${id}/${fn}`,
      body: argument,
      headers: { accept: 'application/octet-stream', ...(feeder ? { 'rusk-feeder': 'true' } : {}) },
    });
  let response = await send(false);
  if (response.status === 200) return response.bytes();
  const text = await response.text();
  if (!/missing\s+feed/i.test(text)) throw new Error(text.slice(0, 500));
  response = await send(true);
  return response.bytes();
}

async function ask(client: Client, path: string, signal: AbortSignal): Promise<Json> {
  const response = await client.transport.request({ path, signal });
  const text = await response.text();
  if (response.status !== 200) throw new Error(text.slice(0, 500));
  return asExactJson(text);
}
