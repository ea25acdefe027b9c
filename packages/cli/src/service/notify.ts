import { spawn } from 'node:child_process';

/**
 * Tells the service manager that started this process how far it is; nothing without one. Its tool speaks to it, because Node has no
 * datagrams over sockets of the file system. Resolves when it was told; that it could not be is no failure of the node.
 */
export function notifyManager(
  env: Readonly<Record<string, string | undefined>>,
  ...words: readonly string[]
): Promise<boolean> {
  if (env.NOTIFY_SOCKET === undefined || env.NOTIFY_SOCKET === '') return Promise.resolve(false);
  return new Promise((resolve) => {
    const child = spawn('systemd-notify', [...words], { env: { ...env }, stdio: 'ignore' });
    child.once('error', () => resolve(false));
    child.once('exit', (code) => resolve(code === 0));
  });
}
