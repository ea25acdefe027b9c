import type { Row, Statement } from './sql.ts';

export type PgliteRequest =
  | { readonly id: number; readonly do: 'query'; readonly statement: Statement }
  | { readonly id: number; readonly do: 'transaction'; readonly statements: readonly Statement[] }
  | { readonly id: number; readonly do: 'close' };

export type PgliteReply =
  | { readonly id: number; readonly ok: true; readonly rows: readonly Row[] }
  | { readonly id: number; readonly ok: false; readonly reason: string };
