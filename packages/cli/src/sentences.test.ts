import { FaultError } from '@eventide/base';
import { DevnetError } from '@eventide/devnet/errors';
import { describe, expect, test } from 'vitest';
import { describeError } from './describeError.ts';
import { EXIT, exitOf } from './exit.ts';
import { sentenceOf } from './sentences.ts';

const MIB = 1024 * 1024;

describe('13 §1.3 first line and exit code of what is wrong with a machine', () => {
  test.each([
    [
      'DEVNET_PORT_TAKEN',
      { port: 8080, pid: 812, command: 'node' },
      'Port 8080 is used by pid 812 (node)',
      /--port-base/,
    ],
    ['DEVNET_PORT_TAKEN', { port: 8080 }, 'Port 8080 is used by another program', /--port-base/],
    ['DEVNET_UDP_BLOCKED', { host: '127.0.0.1' }, 'Nodes cannot reach each other on 127.0.0.1', /firewall/],
    ['DEVNET_DISK_SHORT', { freeBytes: 180 * MIB }, 'Only 180 MB free: nothing was started', /free at least 1.5 GB/],
    [
      'DEVNET_MEMORY_SHORT',
      { availableBytes: 700 * MIB },
      'Too little memory for a network: 700 MB available',
      /--proofs mock/,
    ],
    ['DEVNET_NOT_WRITABLE', { folder: '.eventide' }, 'Cannot write .eventide', /^EVENTIDE_HOME=<dir>/],
    [
      'DEVNET_FORMAT',
      { found: 3, reads: 4 },
      'State has format 3, this version reads 4',
      /--reset, or eventide devnet migrate/,
    ],
    ['DEVNET_SYSTEM', { platform: 'Windows' }, 'Networks need WSL 2 on Windows', /WSL 2/],
  ] as const)('%s: %o', (code, details, line, next) => {
    expect(sentenceOf(code, details)).toBe(line);
    expect(describeError(code)?.next).toMatch(next);
    expect(exitOf(new DevnetError(code, details))).toBe(EXIT.machine);
  });

  test('faults of the machine name what to do', () => {
    for (const code of ['FAULT_DISK', 'FAULT_MEMORY', 'FAULT_WORKER'] as const)
      expect(describeError(new FaultError(code, {}).code)?.next).toBeTruthy();
  });
});
