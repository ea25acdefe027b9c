import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { localSrsFile, makeLocalSrsFile } from '@eventide/plonk/srs/localFile';
import type { InlineConfig } from 'vite';
import { viteApp } from '../kit/viteApp.ts';

const config: InlineConfig = viteApp({
  root: import.meta.dirname,
  pages: ['connect'],
  made: { [localSrsFile.fileName]: async () => localParameters() },
});

export default config;

/** Made once for all builds; the page checks its digest, so nobody needs to here. */
function localParameters(): Uint8Array {
  const folder = join(import.meta.dirname, '../../.cache/parameters');
  const path = join(folder, localSrsFile.fileName);
  if (existsSync(path)) return readFileSync(path);
  const bytes = makeLocalSrsFile();
  mkdirSync(folder, { recursive: true });
  writeFileSync(path, bytes);
  return bytes;
}
