import { EventideError } from '@eventide/base';

export type ArchiveErrorCode =
  /** The database cannot be opened; `details.reason` tells why. */
  | 'ARCHIVE_UNREACHABLE'
  /** A later version of this software wrote the database. */
  | 'ARCHIVE_TOO_NEW'
  /** The database belongs to another network. */
  | 'ARCHIVE_OTHER_NETWORK'
  /** A statement failed; the archive tries again. */
  | 'ARCHIVE_SQL_FAILED';

/** The archive cannot be used. The chain goes on without it. */
export class ArchiveError extends EventideError<ArchiveErrorCode> {
  override readonly name = 'ArchiveError';
}
