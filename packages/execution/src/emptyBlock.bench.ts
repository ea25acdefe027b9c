import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BlsSecretKey, blsPublicKey, blsPublicKeyCodec } from '@eventide/crypto';
import type { Bench } from '@eventide/testkit';
import { runBlock } from './runBlock.ts';
import { blockOf, keyBytes, openWorld } from './world.fixture.ts';

export const area = 'execution';
