import { spawn } from 'node:child_process';

/** Runs a contract project's tests (`*.test.ts`, Node's own runner) in its folder; the exit code. What the runner says goes to standard error. */
export function testContract(folder: string, options: { readonly watch?: boolean | undefined } = {}): Promise<number> {
  return new Promise((resolve, reject) => {
    const resolver = import.meta.url.replace(/testContract\.(ts|js)$/, 'resolveSdk.$1');
    const args = [
      '--disable-warning=ExperimentalWarning',
      '--import',
      resolver,
      '--test',
      ...(options.watch ? ['--watch'] : []),
      '**/*.test.ts',
    ];
    const child = spawn(process.execPath, args, { cwd: folder, stdio: ['inherit', 2, 2] });
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}
