import { effect, signal } from '@preact/signals';
import { readChoice, writeChoice } from './choices.ts';

export type Theme = 'system' | 'light' | 'dark';

/** The theme the user chose; `system` follows the device. */
export const theme = signal<Theme>('system');

/** Applies the stored theme and keeps page and storage in step with `theme`. */
export function startTheme(): void {
  const stored = readChoice('theme');
  if (stored === 'light' || stored === 'dark') theme.value = stored;
  effect(() => {
    const root = document.documentElement;
    if (theme.value === 'system') delete root.dataset.theme;
    else root.dataset.theme = theme.value;
    writeChoice('theme', theme.value);
  });
}
