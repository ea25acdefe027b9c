import { loadVectors } from '@eventide/testkit';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatUri, matchesUri, parseLocation, parseUri, type RuesUri } from './uri.ts';

type Parts = { readonly component: string; readonly entity: string | null; readonly topic: string };

const { uri_parsing: recorded } = loadVectors<{ uri_parsing: readonly [string, Parts | null][] }>('api/rues-frames');

const anyText = fc.array(fc.nat({ max: 0x2ff }), { maxLength: 60 }).map((codes) => String.fromCharCode(...codes));
const word = fc.stringMatching(/^[a-z][a-z0-9_-]{0,11}$/).filter((text) => text !== 'contracts');
const entity = fc.stringMatching(/^[A-Za-z0-9:]{1,12}$/);
const uris: fc.Arbitrary<RuesUri> = fc.oneof(
  fc.record({ component: word, topic: word }),
  fc.record({ component: fc.oneof(word, fc.constant('contracts')), entity, topic: word }),
);

describe('08 §2.1 addresses', () => {
  test.each(recorded)('%s', (path, parts) => {
    const found = parseUri(path);
    const expected = parts === null ? undefined : { ...parts, entity: parts.entity ?? undefined };
    expect(found).toEqual(expected);
  });

  test.each([
    ['/on/blocks/accepted/', 'accepted'],
    ['/on/blocks/accepted/more', 'accepted'],
    ['/once/blocks/Accepted', 'accepted'],
  ])('%s: what follows the topic, and the rest of the first word, is passed over', (path, topic) => {
    expect(parseUri(path)).toEqual({ component: 'blocks', topic });
  });

  test('the entity keeps its case', () => {
    expect(parseUri('/on/Account:AbC/Status')).toEqual({ component: 'account', entity: 'AbC', topic: 'status' });
  });

  test.each(['', '/', '/on', '/on/', '/on//', '/off/blocks/accepted', 'on/blocks/accepted', '/on/CONTRACTS/x'])(
    'refuses %j',
    (path) => {
      expect(parseUri(path)).toBeUndefined();
    },
  );

  test('any address comes back from its text', () => {
    fc.assert(
      fc.property(uris, (uri) => {
        expect(parseUri(formatUri(uri))).toEqual(uri);
        expect(parseLocation(formatUri(uri))).toEqual(uri);
      }),
    );
  });

  test('the location of an event keeps the topic as the contract wrote it', () => {
    const event = { component: 'contracts', entity: 'ab', topic: 'Paid/Twice' };
    expect(parseLocation(formatUri(event))).toEqual(event);
    expect(parseLocation('/off/a/b')).toBeUndefined();
  });

  test('never throws', () => {
    fc.assert(fc.property(anyText, (text) => void [parseUri(text), parseUri(`/on${text}`)]));
  });
});

describe('08 §2.3 matching', () => {
  const event = { component: 'blocks', entity: 'ab', topic: 'accepted' };
  test.each([
    [event, true],
    [{ component: 'blocks', topic: 'accepted' }, true],
    [{ ...event, component: 'contracts' }, false],
    [{ ...event, entity: 'AB' }, false],
    [{ ...event, topic: 'reverted' }, false],
  ])('%j: %s', (subscription, expected) => {
    expect(matchesUri(subscription, event)).toBe(expected);
  });

  test('a contract topic in capitals cannot be subscribed to', () => {
    const paid = { component: 'contracts', entity: 'ab', topic: 'Paid' };
    const subscription = parseUri(formatUri(paid));
    expect(subscription !== undefined && matchesUri(subscription, paid)).toBe(false);
  });
});
