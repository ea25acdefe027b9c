import { bundle } from './bundle.config.ts';

/** Entry of the process that bundles, so that the bundler's memory goes with it: the folder is its argument. */
await bundle(process.argv[2] as string);
