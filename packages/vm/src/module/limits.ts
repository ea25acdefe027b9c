/** Validator limits of the reference. Spec: 04 §2.1 */
export const limits = {
  types: 1_000_000,
  imports: 1_000_000,
  functions: 1_000_000,
  globals: 1_000_000,
  exports: 100_000,
  segments: 100_000,
  tables: 100,
  memories: 100,
  params: 1000,
  results: 1000,
  locals: 50_000,
  bodyBytes: 131_072,
  tableEntries: 10_000_000,
  pages: 65_536n,
  widePages: 2n ** 48n,
  moduleBytes: 2 ** 30,
} as const;
