import { announce, announceProgress, Chip, countText, dateFormat, kitMessages } from '@eventide/kit';
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { WalletView } from '../engine/protocol.ts';
import { view } from '../state/wallet.ts';
import { t } from '../text/messages.ts';

/** How far the wallet and its node are, in a few words. Spec: 13 §5.1 */
export function SyncChip(): JSX.Element | null {
  const { tone, icon, text } = syncState(view.value);
  const working = view.value.sync !== null;
  const worked = useRef(false);
  useEffect(() => {
    if (working) announceProgress(text, performance.now());
    else if (worked.current) announce(text);
    worked.current = working;
  }, [text, working]);
  // Before the wallet is open only a node in trouble is worth a word.
  if (view.value.phase !== 'open' && (view.value.node.state === 'online' || view.value.node.state === 'connecting'))
    return null;
  return (
    <Chip tone={tone} icon={icon}>
      {text}
    </Chip>
  );
}

type Shown = Required<Pick<Parameters<typeof Chip>[0], 'tone' | 'icon'>> & { readonly text: string };

function syncState({ node, sync, syncedHeight, phase }: WalletView): Shown {
  const locale = kitMessages.locale.value;
  const time = (ms: number | null): string =>
    ms === null ? '' : dateFormat(locale, { timeStyle: 'short' }).format(ms);
  if (node.state === 'offline')
    return { tone: 'warn', icon: 'offline', text: t('offlineSince', { time: time(node.sinceMs) }) };
  if (node.state === 'wrongChain') return { tone: 'danger', icon: 'warn', text: t('wrongChain') };
  if (node.state === 'lying') return { tone: 'danger', icon: 'warn', text: t('lying') };
  if (node.state === 'behind') {
    return { tone: 'warn', icon: 'clock', text: t('nodeBehind', { count: Math.ceil((node.lagSec ?? 60) / 60) }) };
  }
  if (sync !== null && phase === 'open') {
    const counts = { done: countText(sync.done, locale), total: countText(sync.total, locale) };
    if (sync.phase === 'public' || sync.total === 0) return { tone: 'accent', icon: 'clock', text: t('finishing') };
    if (sync.phase === 'nullifiers') return { tone: 'accent', icon: 'clock', text: t('checkingSpends', counts) };
    const text = sync.etaSec === null ? t('scanning', counts) : t('scanningEta', { ...counts, seconds: sync.etaSec });
    return { tone: 'accent', icon: 'clock', text };
  }
  if (node.state === 'connecting' || syncedHeight === null)
    return { tone: 'plain', icon: 'clock', text: t('connecting') };
  return { tone: 'positive', icon: 'check', text: t('upToDate') };
}
