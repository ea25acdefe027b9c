import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { literalPass } from './literals.ts';
import { applyEdits, parseSource } from './syntax.ts';

/** The AssemblyScript library as the compiler sees it. */
export type Library = {
  /** Files by library path, without extension. */
  readonly files: ReadonlyMap<string, string>;
  /** Our runtime, which takes the place of the compiler's. */
  readonly runtime: string;
  /** Names contracts may use. */
  readonly exports: readonly string[];
  /** Host queries it can call. */
  readonly queries: readonly string[];
};

/** Path under which contracts find the library. */
export const LIBRARY = 'eventide';

/** Folder of the library's sources. */
export const libraryFolder: string = fileURLToPath(new URL('../../assembly', import.meta.url));

let loaded: Library | undefined;

/** Reads the library once; its text literals become static data as in contracts. */
export function loadLibrary(): Library {
  loaded ??= readLibrary();
  return loaded;
}

function readLibrary(): Library {
  const files = new Map<string, string>();
  const exports: string[] = [];
  const queries: string[] = [];
  let runtime = '';
  for (const name of readdirSync(libraryFolder, { recursive: true, encoding: 'utf8' }).sort()) {
    if (!name.endsWith('.ts') || name.endsWith('.d.ts')) continue;
    const text = readFileSync(join(libraryFolder, name), 'utf8');
    if (name === 'runtime.ts') {
      runtime = text;
      continue;
    }
    const path = name.replaceAll('\\', '/');
    const pass = literalPass(parseSource(text, path), false);
    files.set(`${LIBRARY}/${path.slice(0, -3)}`, applyEdits(text, pass.edits));
    queries.push(...pass.queries);
    if (path === 'index.ts') continue;
    for (const [, exported] of text.matchAll(/\bexport (?:declare )?(?:function|class|const) (\w+)/g)) {
      exports.push(exported as string);
    }
  }
  return { files, runtime, exports, queries };
}
