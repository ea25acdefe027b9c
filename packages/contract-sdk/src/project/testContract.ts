import { spawn } from 'node:child_process';

export type TestOptions = {
  /** Again at every change, until the signal. */
  readonly watch?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Where sessions leave the gas of their calls (`createGasFolder`). */
  readonly gasFolder?: string | undefined;
  /** Where sessions leave the frames of their calls (`createTraceFolder`). */
  readonly traceFolder?: string | undefined;
};

/** Runs a contract project's tests (`*.test.ts`, Node's own runner) in its folder; the exit code. What the runner says goes to standard error. */
export function testContract(folder: string, options: TestOptions = {}): Promise<number> {
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
    const { gasFolder = '', traceFolder = '' } = options;
    const env = { ...process.env, EVENTIDE_GAS_FOLDER: gasFolder, EVENTIDE_TRACE_FOLDER: traceFolder };
    const child = spawn(process.execPath, args, { cwd: folder, stdio: ['inherit', 2, 2], env });
    const stop = (): void => void child.kill();
    options.signal?.addEventListener('abort', stop, { once: true });
    child.once('error', reject);
    child.once('exit', () => options.signal?.removeEventListener('abort', stop));
    child.once('exit', (code) => resolve(code ?? 1));
  });
}
