/** What the build puts in place of these. */
interface ImportMeta {
  readonly env: { readonly PROD: boolean };
}
declare module '*.css';
