import { basename, dirname, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { InlineConfig, Plugin } from 'vite';

/** Found as they are installed: what loads binaries or files of its own, and the compiler, which nodes do not use. */
const OUTSIDE = [/^lmdb/, /^@electric-sql\/pglite/, /^@eventide\/contract-sdk/, /^pg$/];

/** What a process begins with: a node, and the command that starts them. */
const ENTRIES = { nodeMain: '../process/nodeMain.ts', eventide: '../../../cli/src/main.ts' };

/** How the processes of a local network are put into few files: less to find, to read and to keep in memory. */
const config: InlineConfig = {
  configFile: false,
  publicDir: false,
  logLevel: 'error',
  build: {
    ssr: true,
    target: 'es2024',
    outDir: process.env.EVENTIDE_BUNDLE_FOLDER ?? '',
    emptyOutDir: true,
    copyPublicDir: false,
    reportCompressedSize: false,
    rolldownOptions: {
      input: Object.fromEntries(
        Object.entries(ENTRIES).map(([name, path]) => [name, fileURLToPath(new URL(path, import.meta.url))]),
      ),
      external: OUTSIDE,
      output: {
        entryFileNames: '[name].js',
        chunkFileNames: 'part-[hash].js',
        // Names stay, for those who read a stack; comments and spaces are memory in every thread.
        minify: { compress: false, mangle: false, codegen: { removeWhitespace: true } },
      },
    },
  },
  ssr: { noExternal: true },
  plugins: [threads(), places()],
};

export default config;

const THREAD = /threadModule\(\s*'(?<name>[^']+)',\s*import\.meta\.url\s*\)/g;

/** Modules that threads and processes begin with become files beside the bundle. */
function threads(): Plugin {
  return {
    name: 'eventide-threads',
    enforce: 'pre',
    transform(code, id) {
      if (!code.includes('threadModule(')) return null;
      return code.replace(THREAD, (_, name: string) => {
        const module = resolve(dirname(id), `${name}.ts`);
        this.emitFile({ type: 'chunk', id: module, fileName: `${basename(name)}.js` });
        return `new URL('./${basename(name)}.js', import.meta.url)`;
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
      if (!id.endsWith('.ts') || !/import\.meta\.(url|dirname)/.test(code)) return null;
      return code
        .replaceAll('import.meta.dirname', JSON.stringify(dirname(id)))
        .replaceAll(/(?<!\.js', )import\.meta\.url/g, JSON.stringify(pathToFileURL(id).href));
    },
  };
}
