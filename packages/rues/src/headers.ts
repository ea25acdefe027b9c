/** Names of the event system's headers, lower case as HTTP libraries hand them over. Spec: 08 §2 */
export const ruesHeaders = {
  version: 'rusk-version',
  versionStrict: 'rusk-version-strict',
  sessionId: 'rusk-session-id',
  feeder: 'rusk-feeder',
  /** A GraphQL variable is the rest of the name; its value is JSON. */
  gqlVariablePrefix: 'rusk-gqlvar-',
} as const;

export const BINARY_TYPE = 'application/octet-stream';
export const JSON_TYPE = 'application/json';
