import {
  Card,
  Check,
  chooseLocale,
  kitMessages,
  Page,
  Select,
  shortcutsOn,
  ThemeSwitch,
  writeChoice,
} from '@eventide/kit';
import type { JSX } from 'preact';
import { choose, network, networks } from '../chain/connection.ts';
import { Book } from '../parts/Book.tsx';
import { messages, t } from '../text/messages.ts';

const languages = [
  { value: 'en', label: 'English' },
  { value: 'de', label: 'Deutsch' },
] as const;

/** Display, language and network. */
export function Settings(): JSX.Element {
  return (
    <Page title={t('keys')} app={t('app')}>
      <Card>
        <div class="stack-s">
          <span class="k-label">{kitMessages.t('theme')}</span>
          <div>
            <ThemeSwitch />
          </div>
        </div>
        <Select
          label={t('language')}
          value={messages.locale.value}
          options={languages}
          onChange={(value) => chooseLocale(value, messages)}
        />
        <Check
          checked={shortcutsOn.value}
          onChange={(on) => {
            shortcutsOn.value = on;
            writeChoice('shortcuts', on ? 'on' : 'off');
          }}
        >
          {t('shortcutsOn')}
        </Check>
        {networks.value.length > 1 && (
          <Select
            label={t('network')}
            value={network.value?.node ?? ''}
            options={networks.value.map(({ name, node }) => ({ value: node, label: name }))}
            onChange={(value) => {
              const entry = networks.value.find(({ node }) => node === value);
              if (entry !== undefined) choose(entry);
            }}
          />
        )}
      </Card>
      <Book />
    </Page>
  );
}
