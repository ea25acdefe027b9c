type ScriptRules = { createScriptURL(url: string): string };
type TrustedTypes = { createPolicy(name: string, rules: ScriptRules): unknown };

/**
 * Lets this page start scripts of its own origin and no others: browsers ask this policy for each worker and service worker.
 * Spec: 13 §5.5 (`require-trusted-types-for 'script'`)
 */
export function installScriptPolicy(): void {
  const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes };
  trustedTypes?.createPolicy('default', {
    createScriptURL: (url) => {
      if (new URL(url, location.href).origin !== location.origin) throw new TypeError('script of another origin');
      return url;
    },
  });
}
