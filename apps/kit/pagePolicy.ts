/**
 * The policy that stands in each page itself, so that it holds whatever server hands the page out. Whom a page may talk to only the
 * server knows: it says so in its header, with `frame-ancestors`, which a tag cannot set. Spec: 13 §5.5
 */
export const pagePolicy: string = [
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob:",
  "manifest-src 'self'",
  "font-src 'none'",
  "media-src 'none'",
  "object-src 'none'",
  "frame-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types default',
].join('; ');
