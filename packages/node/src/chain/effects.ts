import type { Step } from '@eventide/consensus';
import type {
  Block,
  ConsensusHeader,
  Hash,
  Header,
  InventoryItem,
  Label,
  Message,
  ValidationResult,
} from '@eventide/ledger';
import type { BuildRequest, ExecutionRequest, LedgerChange } from './ports.ts';

/** Peers asked when something is missing, and when stalled. Spec: 06 §15, §17 */
export const FLOOD_PEERS = 8;
export const FLOOD_HOPS = 16;

/** Names a neighbour; whatever the network layer uses. */
export type Peer = string;

/** What subscribers hear. Spec: 06 §15 */
export type ChainEvent =
  | { readonly kind: 'accepted'; readonly header: Header; readonly label: Label }
  | { readonly kind: 'labelled'; readonly height: bigint; readonly hash: Hash; readonly label: Label }
  | { readonly kind: 'reverted'; readonly header: Header };

/** A block on its way into the ledger; the state is committed first, the ledger written second. Spec: 06 §15, §20 */
export type Application = {
  readonly request: ExecutionRequest;
  readonly change: LedgerChange;
  /** The newest block that becomes final by this one, and its parent. */
  readonly final: { readonly root: Hash; readonly parentRoot: Hash } | undefined;
};

/** What the chain wants done, in order. `judge`, `build` and `apply` are answered by the method of that name. */
export type ChainEffect =
  | { readonly kind: 'broadcast'; readonly message: Message }
  | { readonly kind: 'relay'; readonly message: Message }
  | { readonly kind: 'send'; readonly peer: Peer; readonly message: Message }
  /** Ask for items: one peer, or `count` random ones. The shell adds address and time. Spec: 06 §6.3 */
  | {
      readonly kind: 'ask';
      readonly items: readonly InventoryItem[];
      readonly peer: Peer | undefined;
      readonly count: number;
      readonly hops: number;
    }
  /** Ask `count` random peers for the successors of a block. */
  | { readonly kind: 'askBlocks'; readonly locator: Hash; readonly count: number }
  /** Call `tick` then; replaces an earlier timer. */
  | { readonly kind: 'timer'; readonly atMs: number }
  | { readonly kind: 'judge'; readonly job: number; readonly request: ExecutionRequest }
  | { readonly kind: 'build'; readonly job: number; readonly request: BuildRequest }
  | { readonly kind: 'apply'; readonly job: number; readonly application: Application }
  | { readonly kind: 'storeCandidate'; readonly block: Block }
  | { readonly kind: 'storeValidationResult'; readonly header: ConsensusHeader; readonly result: ValidationResult }
  | { readonly kind: 'storeIteration'; readonly prevHash: Hash; readonly iteration: number }
  | { readonly kind: 'storeDurations'; readonly step: Step; readonly durationsMs: readonly number[] }
  | { readonly kind: 'event'; readonly event: ChainEvent }
  /** A peer sent something no honest peer sends. */
  | { readonly kind: 'report'; readonly peer: Peer; readonly reason: string };
