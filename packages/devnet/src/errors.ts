import { EventideError } from '@eventide/base';

export type DevnetErrorCode =
  /** An option of a local network is out of range or contradicts another; `details.option` names it. */
  | 'DEVNET_BAD_OPTION'
  /** A folder that holds something else than a local network of ours. */
  | 'DEVNET_FOREIGN_FOLDER'
  /** The folder's data were written by another version. */
  | 'DEVNET_FORMAT'
  /** The folder cannot be written. */
  | 'DEVNET_NOT_WRITABLE'
  /** A network of this name runs already; `details.pid` tells where. */
  | 'DEVNET_RUNNING'
  /** No network of this name runs. */
  | 'DEVNET_NOT_RUNNING'
  /** A port that was asked for is in use. */
  | 'DEVNET_PORT_TAKEN'
  /** Datagrams do not arrive over loopback. */
  | 'DEVNET_UDP_BLOCKED'
  /** Too little disk space. */
  | 'DEVNET_DISK_SHORT'
  /** Too little memory for any network. */
  | 'DEVNET_MEMORY_SHORT'
  /** The system cannot run networks. */
  | 'DEVNET_SYSTEM'
  /** Nodes or versions disagree about the genesis. */
  | 'DEVNET_GENESIS_DIFFERS'
  /** A child process ended while it was needed. */
  | 'DEVNET_CHILD_ENDED'
  /** No snapshot of that number or name. */
  | 'DEVNET_NO_SNAPSHOT'
  /** The network cannot do this in the way it runs; `details.needs` tells what it takes. */
  | 'DEVNET_UNSUPPORTED'
  /** Nobody of that name has an account here. */
  | 'DEVNET_NO_ACCOUNT'
  /** A dump is damaged, or of another network or version. */
  | 'DEVNET_BAD_DUMP'
  /** A state that was to be forked does not fit its root, or is larger than one node holds. */
  | 'DEVNET_FORK_STATE'
  /** The node to fork from does not have the state of this height any more, or the block is not settled. */
  | 'DEVNET_FORK_HEIGHT'
  /** The node that a fork goes on from does not answer, and what is needed was never fetched. */
  | 'DEVNET_FORK_ORIGIN'
  /** A network of this kind cannot be forked; `details.possible` tells what can. */
  | 'DEVNET_FORK_UNSUPPORTED'
  /** Something expected did not happen in time. */
  | 'DEVNET_TIMEOUT';

/** A local network cannot be what it was asked to be. Each code has a sentence and a next step in the command line. */
export class DevnetError extends EventideError<DevnetErrorCode> {
  override readonly name = 'DevnetError';
}
