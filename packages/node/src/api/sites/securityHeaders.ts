export type SiteHeadersOptions = {
  /** Further origins that pages may talk to, e.g. of nodes; the site's own is always among them. */
  readonly connectTo?: readonly string[] | undefined;
  /** Pages that must keep their opener (`/connect` of the wallet) are listed by path. */
  readonly keepsOpener?: readonly string[] | undefined;
};

const ORIGIN = /^(https?|wss?):\/\/[a-z0-9.[\]:-]+$/i;

/** The policy under which our pages run: nothing from elsewhere. Spec: 13 §5.5 */
export function contentSecurityPolicy(connectTo: readonly string[] = []): string {
  const rules: readonly (readonly [string, ...string[]])[] = [
    ['default-src', "'none'"],
    ['script-src', "'self'", "'wasm-unsafe-eval'"],
    ['worker-src', "'self'"],
    ['style-src', "'self'"],
    ['img-src', "'self'", 'blob:'],
    ['manifest-src', "'self'"],
    ['connect-src', "'self'", ...connectTo.filter((origin) => ORIGIN.test(origin))],
    ['frame-ancestors', "'none'"],
    ['base-uri', "'none'"],
    ['form-action', "'none'"],
    ['require-trusted-types-for', "'script'"],
  ];
  return rules.map((rule) => rule.join(' ')).join('; ');
}

/** Headers of every file of a site. `path` begins with a slash. Spec: 13 §5.5 */
export function siteHeaders(path: string, options: SiteHeadersOptions = {}): Record<string, string> {
  const keepsOpener = options.keepsOpener?.includes(path) === true;
  return {
    'content-security-policy': contentSecurityPolicy(options.connectTo),
    'cross-origin-opener-policy': keepsOpener ? 'unsafe-none' : 'same-origin',
    'cross-origin-embedder-policy': 'require-corp',
    'cross-origin-resource-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'permissions-policy': 'camera=(self), geolocation=(), microphone=(), payment=(), usb=()',
  };
}
