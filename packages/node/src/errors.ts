import { EventideError } from '@eventide/base';

export type NodeErrorCode =
  /** The folder holds the chain of another genesis; `details` name both hashes. */
  | 'NODE_OTHER_GENESIS'
  /** Another process has this folder open; `details.pid` names it. */
  | 'NODE_FOLDER_BUSY'
  /** The folder was written by another version. */
  | 'NODE_FORMAT'
  /** A folder or file cannot be written. */
  | 'NODE_NOT_WRITABLE'
  /** An address that was asked for is in use. */
  | 'NODE_PORT_TAKEN'
  /** A setting is unusable; `details.key` names it, `details.origin` where it came from. */
  | 'NODE_CONFIG'
  /** The key file cannot be used; `details.reason` tells why. */
  | 'NODE_KEY_FILE'
  /** The key file does not open with the password given, or none was given. */
  | 'NODE_KEY_PASSWORD'
  /** Another node signs with the same key. */
  | 'NODE_KEY_IN_USE'
  /** A backup cannot be used, or not put there; `details.reason` tells why. */
  | 'NODE_BACKUP'
  /** More is asked at once than the node takes. */
  | 'NODE_BUSY'
  /** Blocks are asked of a node that does not make them on request. */
  | 'NODE_NOT_MANUAL'
  /** The node was closed. */
  | 'NODE_CLOSED';

/** A node cannot start or serve as it is told to; nothing was lost. */
export class NodeError extends EventideError<NodeErrorCode> {
  override readonly name = 'NodeError';
}
