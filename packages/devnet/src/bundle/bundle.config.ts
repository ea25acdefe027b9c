import { basename, dirname, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build, type Plugin } from 'vite';
import { quickHttp } from './quickHttp.config.ts';

/** Found as they are installed: what loads binaries or files of its own, and the compiler, which nodes do not use. */
const OUTSIDE = [/^lmdb/, /^@electric-sql\/pglite/, /^@eventide\/contract-sdk/, /^pg$/];

/** What a process begins with: a node, and the command that starts them. */
const PROCESSES = { nodeMain: '../process/nodeMain.ts', eventide: '../../../cli/src/main.ts' };

/**
 * Puts the processes of a local network into few files: less to find, to read and to keep in memory. Each process and each thread has a
 * file of its own with all that it needs at once, and parts for what it may need later: nothing is shared, so that none reads what
 * only another one needs. Threads are found where they are begun.
 */
export async function bundle(outDir: string): Promise<void> {
  const entries = new Map(
    Object.entries(PROCESSES).map(([name, path]) => [name, fileURLToPath(new URL(path, import.meta.url))]),
  );
  // A map is walked to what is added meanwhile.
  for (const [name, module] of entries) await bundleEntry(outDir, name, module, (found) => entries.set(...found));
}

async function bundleEntry(
  outDir: string,
  name: string,
  module: string,
  onThread: (thread: readonly [name: string, module: string]) => void,
): Promise<void> {
  await build({
    configFile: false,
    publicDir: false,
    logLevel: 'error',
    build: {
      ssr: true,
      target: 'es2024',
      outDir,
      emptyOutDir: false,
      copyPublicDir: false,
      reportCompressedSize: false,
      rolldownOptions: {
        input: { [name]: module },
        external: OUTSIDE,
        output: {
          entryFileNames: '[name].js',
          chunkFileNames: `part-${name}-[hash].js`,
          // Names stay, for those who read a stack; comments and spaces are memory in every thread.
          minify: { compress: false, mangle: false, codegen: { removeWhitespace: true } },
        },
      },
    },
    ssr: { noExternal: true },
    plugins: [threads(onThread), places(), quickHttp()],
  });
}

const THREAD = /threadModule\(\s*'(?<name>[^']+)',\s*import\.meta\.url\s*\)/g;

/** Modules that threads and processes begin with become files beside the bundle. */
function threads(onThread: (thread: readonly [name: string, module: string]) => void): Plugin {
  return {
    name: 'eventide-threads',
    enforce: 'pre',
    transform(code, id) {
      if (!code.includes('threadModule(')) return null;
      return code.replace(THREAD, (_, path: string) => {
        const name = basename(path);
        onThread([name, resolve(dirname(id), `${path}.ts`)]);
        return `new URL('./${name}.js', import.meta.url)`;
      });
    },
  };
}

/** Whoever looks for files beside itself finds them where the sources are. */
function places(): Plugin {
  return {
    name: 'eventide-places',
    enforce: 'pre',
    transform(code, id) {
      return code
        .replaceAll('import.meta.dirname', JSON.stringify(dirname(id)))
        .replaceAll(/(?<!\.js', )import\.meta\.url/g, JSON.stringify(pathToFileURL(id).href));
    },
  };
}
