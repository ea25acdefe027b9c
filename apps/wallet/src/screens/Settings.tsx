import {
  Button,
  Card,
  Check,
  chooseLocale,
  Facts,
  kitMessages,
  Page,
  readChoice,
  Select,
  shortcutsOn,
  ThemeSwitch,
  writeChoice,
} from '@eventide/kit';
import type { JSX } from 'preact';
import { Book } from '../parts/Book.tsx';
import { ProvingCard } from '../parts/ProvingCard.tsx';
import { SecurityCard } from '../parts/SecurityCard.tsx';
import { useTask } from '../parts/useTask.ts';
import { chooseNetwork, engine, networks, view } from '../state/wallet.ts';
import { messages, t } from '../text/messages.ts';

const languages = [
  { value: 'en', label: 'English' },
  { value: 'de', label: 'Deutsch' },
] as const;

/** Everything that can be set. */
export function Settings(): JSX.Element {
  return (
    <Page title={t('settingsTitle')} app={t('app')}>
      <NetworkCard />
      <Profiles />
      <Book />
      <SecurityCard />
      <DisplayCard />
      <ProvingCard />
    </Page>
  );
}

function NetworkCard(): JSX.Element {
  const { network, facts } = view.value;
  const task = useTask();
  return (
    <Card title={t('setNetwork')}>
      {networks.value.length > 1 && (
        <Select
          label={t('setNetwork')}
          value={network?.name ?? ''}
          options={networks.value.map(({ name }) => ({ value: name, label: name }))}
          onChange={(name) => {
            const entry = networks.value.find((candidate) => candidate.name === name);
            if (entry !== undefined) void chooseNetwork(entry);
          }}
        />
      )}
      <Facts
        rows={[
          [
            t('node'),
            <span key="node" class="mono">
              {network?.node}
            </span>,
          ],
          facts !== null && [t('chain'), `dusk:${facts.chainId} · ${facts.protocol}`],
          facts !== null && [t('nodeVersion'), facts.nodeVersion],
        ]}
      />
      <div class="stack-s">
        <div>
          <Button busy={task.busy} onClick={() => void task.run(() => engine().sync(true))}>
            {t('syncAgain')}
          </Button>
        </div>
        <p class="k-field-hint">{t('syncAgainHint')}</p>
      </div>
    </Card>
  );
}

function Profiles(): JSX.Element {
  const { profile, profileCount } = view.value;
  const options = Array.from({ length: profileCount }, (_, index) => ({
    value: String(index),
    label: t('profile', { number: index + 1 }),
  }));
  return (
    <Card title={t('profiles')}>
      <Select
        label={t('profiles')}
        value={String(profile?.index ?? 0)}
        options={options}
        onChange={(value) => void engine().useProfile(Number(value))}
      />
      <div>
        <Button icon="plus" onClick={() => void engine().addProfile()}>
          {t('addProfile')}
        </Button>
      </div>
    </Card>
  );
}

function DisplayCard(): JSX.Element {
  return (
    <Card title={t('setDisplay')}>
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
        {t('keysOn')}
      </Check>
    </Card>
  );
}

/** Applies what was chosen on an earlier visit. */
export function applyShortcutChoice(): void {
  shortcutsOn.value = readChoice('shortcuts') !== 'off';
}
