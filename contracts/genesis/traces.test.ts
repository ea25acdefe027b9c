import { fromHex, toHex } from '@eventide/base';
import type { ContractSession } from '@eventide/contract-sdk/session/contractSession';
import { loadVectors } from '@eventide/testkit';
import { describe, expect, it } from 'vitest';
import { buildProxy, openGenesis, STAKE, TRANSFER } from './genesis.fixture.ts';

type Step = {
  readonly contract: string | number;
  readonly fn: string;
  readonly arg: string;
  readonly label?: string;
  readonly height?: string;
  readonly ret?: string;
  readonly panic?: string;
  readonly events?: readonly { readonly source: number | string; readonly topic: string; readonly data: string }[];
  readonly feeds?: readonly string[];
};

const numberOf = (id: string): number => Number.parseInt(id.slice(0, 2), 16);

function replay(session: ContractSession, step: Step): unknown {
  session.height = BigInt(step.height ?? 100);
  const id = Number(step.contract) === 1 ? TRANSFER : STAKE;
  const result = session.tryCall(id, step.fn, fromHex(step.arg));
  if ('refusal' in result) return { panic: result.refusal.text };
  return {
    ret: toHex(result.data),
    events: result.events.map(({ source, topic, data }) => ({ source: numberOf(source), topic, data: toHex(data) })),
    feeds: result.feeds.map(toHex),
  };
}

function recorded(step: Step): unknown {
  if (step.panic !== undefined) return { panic: step.panic };
  return {
    ret: step.ret ?? '',
    events: (step.events ?? []).map(({ source, topic, data }) => ({ source: Number(source), topic, data })),
    feeds: step.feeds ?? [],
  };
}

async function expectTrace(session: ContractSession, name: string): Promise<void> {
  const { steps } = loadVectors(name) as { steps: Step[] };
  for (const [i, step] of steps.entries()) {
    const place = { step: i, fn: step.fn, label: step.label };
    expect({ ...place, ...(replay(session, step) as object) }).toEqual({ ...place, ...(recorded(step) as object) });
    await session.commit();
  }
}

describe('05 §13 the recorded traces of the original contracts', () => {
  it('wasm-trace: returns, events, feeds and refusals of all 49 calls', async () => {
    const session = await openGenesis();
    await expectTrace(session, 'contracts/wasm-trace');
    await session.close();
  });

  it('stake-abstraction-trace: staking through a contract, payments by a contract', async () => {
    const session = await openGenesis();
    session.deploy('03'.repeat(32), await buildProxy('payProxy'));
    session.deploy('04'.repeat(32), await buildProxy('stakeProxy'));
    await expectTrace(session, 'contracts/stake-abstraction-trace');
    await session.close();
  });
});
