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
  /** A child process ended while it was needed. */
  | 'DEVNET_CHILD_ENDED'
  /** Something expected did not happen in time. */
  | 'DEVNET_TIMEOUT';

/** A local network cannot be what it was asked to be. Each code has a sentence and a next step in the command line. */
export class DevnetError extends EventideError<DevnetErrorCode> {
  override readonly name = 'DevnetError';
}
