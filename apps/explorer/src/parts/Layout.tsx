import { Button, IconButton, kitMessages, Note, type Shortcut, Shortcuts, Toasts } from '@eventide/kit';
import type { ComponentChildren, JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { choose, network, networks, nodeState } from '../chain/connection.ts';
import { router } from '../route.ts';
import { t } from '../text/messages.ts';
import { SearchBox } from './SearchBox.tsx';

const sections = [
  ['', 'overview'],
  ['blocks', 'blocks'],
  ['txs', 'transactions'],
  ['provisioners', 'provisioners'],
  ['network', 'network'],
  ['stats', 'statistics'],
  ['decode', 'decoder'],
  ['view-key', 'viewKey'],
] as const;

/** Head, search and sections around every page. */
export function Layout({ children }: { readonly children: ComponentChildren }): JSX.Element {
  const [here = ''] = router.route.value.path;
  const locale = kitMessages.locale.value;
  const shortcuts = useMemo(shortcutsOf, [locale]);
  return (
    <>
      <button class="k-skip" type="button" onClick={focusMain}>
        {kitMessages.t('skip')}
      </button>
      <header class="x-head">
        <div class="x-head-row">
          <a class="x-brand" href="#/">
            <img src="/icon.svg" alt="" width="32" height="32" />
            <span>{t('app')}</span>
          </a>
          <SearchBox />
          <div class="x-head-side">
            <NodeChip />
            <IconButton icon="moon" label={kitMessages.t('theme')} onClick={() => router.go('/settings')} />
          </div>
        </div>
        <nav class="x-nav" aria-label={t('sections')}>
          {sections.map(([place, key]) => (
            <a key={key} href={`#/${place}`} aria-current={here === place ? 'page' : undefined}>
              {t(key)}
            </a>
          ))}
        </nav>
      </header>
      <main id="main" class="x-main">
        {nodeState.value === 'offline' && (
          <Note tone="warn" icon="offline">
            <div class="row spread">
              <span>{t('offlineText', { url: network.value?.node ?? '' })}</span>
              <Button small onClick={() => network.value !== null && choose(network.value)}>
                {t('retry')}
              </Button>
            </div>
          </Note>
        )}
        {children}
      </main>
      <Shortcuts shortcuts={shortcuts} />
      <Toasts />
    </>
  );
}

function shortcutsOf(): readonly Shortcut[] {
  const place = (key: string, path: string, label: string): Shortcut => ({ key, label, run: () => router.go(path) });
  return [
    { key: '/', label: t('search'), run: () => document.getElementById('search')?.focus() },
    place('o', '/', t('overview')),
    place('b', '/blocks', t('blocks')),
    place('t', '/txs', t('transactions')),
    place('p', '/provisioners', t('provisioners')),
    place('n', '/network', t('network')),
  ];
}

function NodeChip(): JSX.Element {
  const state = nodeState.value;
  const tone = state === 'online' ? 'positive' : state === 'offline' ? 'warn' : 'plain';
  return (
    <span class="x-node" role="status">
      <span class="x-dot" data-tone={tone} />
      {networks.value.length > 0 && <span class="x-node-name">{network.value?.name} · </span>}
      {t(state)}
    </span>
  );
}

function focusMain(): void {
  const heading = document.querySelector<HTMLElement>('main h1');
  heading?.focus();
}
