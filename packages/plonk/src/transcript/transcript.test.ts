import { fromHex, toHex, utf8 } from '@eventide/base';
import { fr } from '@eventide/crypto/fields/fr';
import { loadVectors } from '@eventide/testkit';
import { describe, expect, test } from 'vitest';
import { Transcript } from './transcript.ts';

type Step = { op: string; label: string; le?: string; value_le?: string; len?: number; out?: string };
const vectors = loadVectors<{
  published: {
    init: string;
    append_message: { label: string; utf8: string };
    challenge: { label: string; len: number; hex: string };
  };
  computed: { init: string; steps: Step[] };
}>('plonk/merlin');

describe('02 §7.1 Merlin', () => {
  test('02 §7.1 the published answer', () => {
    const { init, append_message, challenge } = vectors.published;
    const transcript = Transcript.start(utf8(init));
    transcript.message(append_message.label, utf8(append_message.utf8));
    expect(toHex(transcript.challengeBytes(challenge.label, challenge.len))).toBe(challenge.hex);
  });

  test('02 §7.1 a long one, over several blocks, and from a copy', () => {
    const { init, steps } = vectors.computed;
    const original = Transcript.start(utf8(init));
    original.circuitSize(6);
    const transcript = original.clone();
    for (const { op, label, le, value_le, len, out } of steps) {
      if (op === 'challenge_scalar') expect(toHex(fr.encode(transcript.challenge(label)))).toBe(le);
      if (op === 'append_scalar') transcript.scalar(label, fr.decode(fromHex(value_le as string)));
      if (op === 'append_message') transcript.message(label, new Uint8Array(400).fill(0xab));
      if (op === 'challenge_bytes') expect(toHex(transcript.challengeBytes(label, len as number))).toBe(out);
    }
    expect(toHex(fr.encode(original.challenge('x')))).toBe((steps[0] as Step).le);
  });

  test('02 §7.1 another label, message or length gives another challenge', () => {
    const challenge = (label: string, message: string, length = 32) => {
      const transcript = Transcript.start(utf8(label));
      transcript.message('m', utf8(message));
      return toHex(transcript.challengeBytes('c', length)).slice(0, 64);
    };
    const all = [challenge('a', 'b'), challenge('ab', ''), challenge('', 'ab'), challenge('a', 'b', 64)];
    expect(new Set(all).size).toBe(all.length);
  });
});
