/**
 * The module that a thread begins with: `name` without extension, relative to the calling module, whose URL is `beside`. Sources run as
 * they are, published packages hold compiled files. With a literal name and `import.meta.url` a bundler can find the module.
 */
export function threadModule(name: string, beside: string): URL {
  return new URL(`${name}.${beside.endsWith('.ts') ? 'ts' : 'js'}`, beside);
}
