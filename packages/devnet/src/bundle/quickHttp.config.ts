import http from 'node:http';
import type { Plugin } from 'vite';

const WRAPPED = '\0node:http';

/**
 * Imports of `node:http` that do not look at all it has: an import statement reads every property of a module of Node, and one of `http`
 * loads a whole client of the web, a tenth of what a node needs to begin.
 */
export function quickHttp(): Plugin {
  return {
    name: 'eventide-quick-http',
    enforce: 'pre',
    resolveId(id, _importer, { kind }) {
      return id === 'node:http' && kind === 'import-statement' ? WRAPPED : null;
    },
    load(id) {
      if (id !== WRAPPED) return null;
      const names = Object.entries(Object.getOwnPropertyDescriptors(http))
        .filter(([, property]) => 'value' in property)
        .map(([name]) => name);
      return `export const { ${names.join(', ')} } = process.getBuiltinModule('node:http');`;
    },
  };
}
