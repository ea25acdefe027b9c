import type { InlineConfig } from 'vite';
import { viteApp } from '../kit/viteApp.ts';

const config: InlineConfig = viteApp({ root: import.meta.dirname, pages: ['connect'] });

export default config;
