import module from 'node:module';

/**
 * Entry of a node's process. What was compiled is kept in the folder that NODE_COMPILE_CACHE names, or among temporary files: without
 * it every thread keeps the tools that turn the sources into code, 25 MiB each.
 */
module.enableCompileCache();
const { main } = await import('./run/main.ts');
process.exitCode = await main();
