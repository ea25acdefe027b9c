import { registerHooks } from 'node:module';

/**
 * Loaded before a contract's tests: a project that has not installed the SDK uses the one that runs its tests, so that a fresh folder
 * anywhere works at once. An installed one wins.
 */
registerHooks({
  resolve(specifier, context, next) {
    if (!specifier.startsWith('@eventide/')) return next(specifier, context);
    try {
      return next(specifier, context);
    } catch {
      return next(specifier, { ...context, parentURL: import.meta.url });
    }
  },
});
