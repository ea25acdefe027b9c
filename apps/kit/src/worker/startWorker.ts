/** The only scripts this page may start: those of its own build. */
type ScriptPolicy = { createScriptURL(url: string): string };

let policy: ScriptPolicy | undefined;

/**
 * A URL of our own build as the browser's trusted type. Throws for any other origin.
 * Spec: 13 §5.5 (`require-trusted-types-for 'script'`)
 */
export function trustedScript(url: string): string {
  if (new URL(url, location.href).origin !== location.origin) throw new TypeError('script of another origin');
  const factory = (globalThis as { trustedTypes?: { createPolicy(name: string, rules: ScriptPolicy): ScriptPolicy } })
    .trustedTypes;
  policy ??= factory?.createPolicy('eventide', { createScriptURL: ownOrigin }) ?? { createScriptURL: ownOrigin };
  return policy.createScriptURL(url);
}

/** Starts a module worker of our own build. */
export function startWorker(url: string, name: string): Worker {
  return new Worker(trustedScript(url), { type: 'module', name });
}

function ownOrigin(url: string): string {
  if (new URL(url, location.href).origin !== location.origin) throw new TypeError('script of another origin');
  return url;
}
