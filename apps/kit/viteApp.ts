import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { InlineConfig, Plugin } from 'vite';
import { pagePolicy } from './pagePolicy.ts';

export type ViteAppOptions = {
  /** Folder of the app. */
  readonly root: string;
  /** Pages beside `index.html`, by name. */
  readonly pages?: readonly string[] | undefined;
  /** Files to put among the assets: their names, which hold a hash, and how to make them. */
  readonly made?: Readonly<Record<string, () => Promise<Uint8Array>>> | undefined;
};

/** How both apps are built: one shell, workers in files of their own, the page's policy, and a service worker. */
export function viteApp({ root, pages = [], made = {} }: ViteAppOptions): InlineConfig {
  const inputs = Object.fromEntries(['index', ...pages].map((name) => [name, join(root, `${name}.html`)]));
  return {
    root,
    configFile: false,
    logLevel: 'warn',
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
    worker: { format: 'es', rolldownOptions: { treeshake: shakeable } },
    build: {
      target: 'es2024',
      outDir: join(root, 'dist'),
      emptyOutDir: true,
      modulePreload: { polyfill: false },
      assetsInlineLimit: 0,
      reportCompressedSize: false,
      chunkSizeWarningLimit: 2_000,
      rolldownOptions: {
        input: { ...inputs, sw: join(import.meta.dirname, 'src/page/sw.ts') },
        output: { entryFileNames: ({ name }) => (name === 'sw' ? 'sw.js' : 'assets/[name]-[hash].js') },
        treeshake: shakeable,
      },
    },
    plugins: [policyTag(), offlineShell(root), madeFiles(made)],
  };
}

/** Modules of the workspace only define things; style sheets act by being imported. */
const shakeable = {
  moduleSideEffects: (id: string): boolean => id.endsWith('.css') || !/\/(packages|@noble|@scure|@eventide)\//.test(id),
};

function policyTag(): Plugin {
  return {
    name: 'eventide-policy',
    apply: 'build',
    transformIndexHtml: () => [
      {
        tag: 'meta',
        attrs: { 'http-equiv': 'Content-Security-Policy', content: pagePolicy },
        injectTo: 'head-prepend',
      },
    ],
  };
}

function madeFiles(made: NonNullable<ViteAppOptions['made']>): Plugin {
  return {
    name: 'eventide-made-files',
    apply: 'build',
    async generateBundle() {
      for (const [name, make] of Object.entries(made))
        this.emitFile({ type: 'asset', fileName: `assets/${name}`, source: await make() });
    },
  };
}

/** Gives the service worker its list of files, and the folder a `networks.json` without entries: the node is where the page is. */
function offlineShell(root: string): Plugin {
  return {
    name: 'eventide-offline-shell',
    apply: 'build',
    generateBundle: {
      order: 'post',
      handler(_, bundle) {
        const files = Object.values(bundle).filter(isShell);
        const shell = ['/', ...files.map(({ fileName }) => fileName), ...readdirSync(join(root, 'public'))].map(asPath);
        const id = buildId(Object.values(bundle));
        const worker = bundle['sw.js'];
        if (worker?.type === 'chunk') {
          worker.code = worker.code.replace('__SHELL_FILES__', JSON.stringify(shell)).replace('__BUILD_ID__', id);
        }
        this.emitFile({ type: 'asset', fileName: 'networks.json', source: '{"networks":[]}\n' });
        this.emitFile({
          type: 'asset',
          fileName: 'LICENSE',
          source: readFileSync(join(import.meta.dirname, '../../LICENSE')),
        });
      },
    },
  };
}

function asPath(name: string): string {
  return name.startsWith('/') ? name : `/${name}`;
}

type Built = { readonly fileName: string; readonly type: string; readonly source?: string | Uint8Array };

/** Another one for every build that differs: names of assets hold a hash of their content, pages do not. */
function buildId(files: readonly Built[]): string {
  const hash = createHash('sha256');
  for (const { fileName, source } of [...files].sort((a, b) => (a.fileName < b.fileName ? -1 : 1))) {
    hash.update(`${fileName}\n`);
    if (fileName.endsWith('.html') && source !== undefined) hash.update(source);
  }
  return hash.digest('hex').slice(0, 16);
}

/** Everything but pages: a wallet without network opens, reads and signs, and an older version runs on from its own files. */
function isShell({ fileName }: Built): boolean {
  return fileName.startsWith('assets/') && /\.(js|css)$/.test(fileName);
}
