import { expect, test } from 'vitest';
import { amountText, dateText } from './format.ts';
import { warmFormats } from './warmFormats.ts';

test('every format is made in a task of its own, and drawing makes none', async () => {
  const { NumberFormat, DateTimeFormat } = Intl;
  let [made, before, most] = [0, 0, 0];
  const counting = <F extends object>(format: F): F =>
    new Proxy(format, {
      construct(Format, args) {
        made++;
        return Reflect.construct(Format as new () => object, args);
      },
    });
  Intl.NumberFormat = counting(NumberFormat);
  Intl.DateTimeFormat = counting(DateTimeFormat);
  try {
    let tasks = 0;
    await warmFormats('fr', async () => {
      most = Math.max(most, made - before);
      before = made;
      tasks++;
    });
    expect(Math.max(most, made - before)).toBe(1);
    expect(made).toBe(3);
    expect(tasks).toBeGreaterThan(made);
    expect(amountText(1_500_000_000n, 'fr')).toBe('1,5 DUSK');
    expect(dateText(0, 'fr')).toMatch(/19(69|70)/);
    expect(made).toBe(3);
    amountText(1n, 'pt');
    expect(made).toBe(4);
  } finally {
    Intl.NumberFormat = NumberFormat;
    Intl.DateTimeFormat = DateTimeFormat;
  }
});
