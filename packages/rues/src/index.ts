export { RuesError, type RuesErrorCode } from './errors.ts';
export { decodeFrame, type EventFrame, encodeFrame } from './frame.ts';
export { BINARY_TYPE, JSON_TYPE, ruesHeaders } from './headers.ts';
export { formatSessionId, parseSessionId } from './session.ts';
export { type Failure, type FailureKind, failureStatus, failureText, parseFailure } from './status.ts';
export { formatUri, matchesUri, parseLocation, parseUri, RUES_PREFIX, type RuesUri } from './uri.ts';
export { checkVersion, type VersionCheck, type VersionHeaders } from './version/checkVersion.ts';
export { formatRequirement, parseRequirement, satisfies, type VersionRequirement } from './version/requirement.ts';
export { formatVersion, parseVersion, type Version } from './version/version.ts';
