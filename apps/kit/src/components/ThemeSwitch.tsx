import type { JSX } from 'preact';
import { type Theme, theme } from '../page/theme.ts';
import { kitMessages } from '../text/kitMessages.ts';
import { Segments } from './Field.tsx';

/** System, light or dark. */
export function ThemeSwitch(): JSX.Element {
  const choices: readonly Theme[] = ['system', 'light', 'dark'];
  return (
    <Segments
      label={kitMessages.t('theme')}
      value={theme.value}
      options={choices.map((value) => ({ value, label: kitMessages.t(value) }))}
      onChange={(value) => {
        theme.value = value;
      }}
    />
  );
}
