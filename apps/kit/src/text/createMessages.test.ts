import { describe, expect, test } from 'vitest';
import { createMessages, PSEUDO_LOCALE } from './createMessages.ts';

const catalogues = {
  en: { hello: 'Hello {name}', notes: { one: '{count} note', other: '{count} notes' } },
  de: { hello: 'Hallo {name}', notes: { one: '{count} Note', other: '{count} Noten' } },
};

describe('13 §5.4 messages', () => {
  test('fills places and picks plurals by the language in use', () => {
    const messages = createMessages(catalogues, 'de-AT');
    expect(messages.locale.value).toBe('de');
    expect(messages.t('hello', { name: 'Ada' })).toBe('Hallo Ada');
    expect(messages.t('notes', { count: 1 })).toBe('1 Note');
    expect(messages.t('notes', { count: 0 })).toBe('0 Noten');
    messages.setLocale('en');
    expect(messages.t('notes', { count: 2 })).toBe('2 notes');
  });

  test('an unknown language falls back to the first', () => {
    expect(createMessages(catalogues, 'fr').locale.value).toBe('en');
  });

  test('a missing value leaves its place visible and nothing is filled twice', () => {
    const messages = createMessages(catalogues, 'en');
    expect(messages.t('hello')).toBe('Hello {name}');
    expect(messages.t('hello', { name: '{name}' })).toBe('Hello {name}');
  });

  test('the pseudo-locale is at least 40 % longer and keeps values', () => {
    const messages = createMessages(catalogues, PSEUDO_LOCALE);
    const text = messages.t('hello', { name: 'Ada' });
    expect(text).toContain('Ada');
    expect(text.length).toBeGreaterThanOrEqual('Hello Ada'.length * 1.4);
  });
});
