import type { Lux } from '@eventide/base';
import type { RpcFailure } from '@eventide/kit';
import type { ApprovalRequest, ConnectGrant } from '@eventide/sdk';
import type { SiteSuspicion } from './homographs.ts';
import type { Caution } from './lookAlike.ts';

/** A site the user let in. */
export type ConnectedSite = { readonly origin: string; readonly sinceMs: number; readonly grant: ConnectGrant };

/** `maxFee`: in lux, with the usual margin. */
export type Simulation =
  | { readonly state: 'running' }
  | { readonly state: 'works'; readonly maxFee: Lux }
  | { readonly state: 'fails'; readonly failure: RpcFailure };

/** A question of a site that waits for the user. */
export type ConnectQuestion = {
  readonly id: string;
  /** As the browser vouches for it. */
  readonly origin: string;
  readonly request: ApprovalRequest;
  /** The call's argument in words, or hex; null for other questions. */
  readonly argument: string | null;
  /** What it would cost at most; null: could not be told or nothing. */
  readonly maxFee: Lux | null;
  /** What a call would do, tried on the tip's state; null: not tried. Shielded ones would have to be proven for it. */
  readonly simulation: Simulation | null;
  /** Why the site may not be the one it looks like; null: nothing shows it. */
  readonly suspicion: SiteSuspicion | null;
  /** About whom it wants paid; null: nobody, or somebody known. */
  readonly caution: Caution | null;
};

/** Name of the channel between the door for sites and the wallet's tabs. */
export const CONNECT_CHANNEL = 'eventide-connect';

/** Most bytes of a message from a site. Spec: 13 §5.5 */
export const MAX_MESSAGE_BYTES = 65_536;

/** From the door to the wallet. `origin` is what the browser told the door, never what a site says. */
export type DoorMessage =
  | { readonly to: 'wallet'; readonly door: string; readonly kind: 'hello' }
  | {
      readonly to: 'wallet';
      readonly door: string;
      readonly kind: 'request';
      readonly id: string;
      readonly origin: string;
      readonly method: string;
      readonly params: unknown;
    };

/** From the wallet to the door. */
export type WalletMessage =
  | { readonly to: 'door'; readonly door: string; readonly kind: 'here'; readonly locked: boolean }
  | { readonly to: 'door'; readonly door: string; readonly kind: 'asking'; readonly id: string }
  | {
      readonly to: 'door';
      readonly door: string;
      readonly kind: 'result';
      readonly id: string;
      readonly result: unknown;
    }
  | {
      readonly to: 'door';
      readonly door: string;
      readonly kind: 'error';
      readonly id: string;
      readonly error: { readonly code: number; readonly message: string };
    };
