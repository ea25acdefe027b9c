import { existsSync, readFileSync, writeFileSync } from 'node:fs';

/** A request of a client, as it came, and what it took for an answer. */
export type Exchange = {
  readonly method: string;
  readonly path: string;
  /** Those that mean something to a node; a session stands for the one at hand. */
  readonly headers: Readonly<Record<string, string>>;
  /** Hex. */
  readonly body: string;
  readonly answer: { readonly status: number; readonly type: string | null; readonly shape: unknown };
};

/** What a client asked between an untouched network and the end of one errand. */
export type Errand = { readonly client: string; readonly errand: string; readonly exchanges: readonly Exchange[] };

const SOURCE = [
  'requests recorded from the unmodified clients of Rusk 1.6.0 (tag at 264c1ec0) on a local network of seed 0, each errand from its genesis',
  'answers: status, content type and shape (fields with their kinds, or length) with which the client went on; 08 sections 2 to 5, 8.2 and 9 say the same',
];
const SESSION = '<session>';
const MEANT = /^(accept|content-type|rusk-.*|sign)$/;

export function headersMeant(headers: Readonly<Record<string, unknown>>): Record<string, string> {
  const entries = Object.entries(headers).filter(([name]) => MEANT.test(name));
  return Object.fromEntries(
    entries.map(([name, value]) => [name, name === 'rusk-session-id' ? SESSION : String(value)]),
  );
}

export function headersWith(session: string, headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, value === SESSION ? session : value]),
  );
}

/** What stays of an answer when numbers, keys and hashes are others: its fields and their kinds, or its length. */
export function shapeOf(type: string | null, body: Uint8Array): unknown {
  return type?.includes('json') === true ? kindOf(JSON.parse(new TextDecoder().decode(body))) : { bytes: body.length };
}

function kindOf(value: unknown): unknown {
  if (value === null) return 'null';
  if (Array.isArray(value)) return value.slice(0, 1).map(kindOf);
  if (typeof value !== 'object') return typeof value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, field]) => [name, kindOf(field)]),
  );
}

/** Puts the errands of a client in place of its earlier ones. */
export function writeErrands(file: string, client: string, errands: readonly Errand[]): void {
  const kept: { readonly errands: readonly Errand[] } = existsSync(file)
    ? JSON.parse(readFileSync(file, 'utf8'))
    : { errands: [] };
  const all = [...kept.errands.filter((errand) => errand.client !== client), ...errands];
  writeFileSync(file, `${JSON.stringify({ source: SOURCE, errands: all }, null, 1)}\n`);
}

/** Entries of public history that a node holds of an account. */
export async function historyLength(url: string, account: string): Promise<number> {
  const body = `query { fullMoonlightHistory(address: "${account}") { json } }`;
  const answer = await fetch(`${url}/on/graphql/query`, { method: 'POST', body });
  const { fullMoonlightHistory } = (await answer.json()) as { fullMoonlightHistory: { json: unknown[] } | null };
  return fullMoonlightHistory?.json.length ?? 0;
}
