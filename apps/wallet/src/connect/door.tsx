import '@eventide/kit/styles/kit.css';
import '../style.css';
import { installScriptPolicy, Note, Page, startTheme } from '@eventide/kit';
import { signal } from '@preact/signals';
import { render } from 'preact';
import { CONNECT_CHANNEL, type DoorMessage, type WalletMessage } from '../engine/connectProtocol.ts';
import { type DoorAnswer, readSiteMessage } from './doorProtocol.ts';
import { doorText } from './doorText.ts';

/**
 * The door for sites: a page without keys that hands checked requests to the wallet's tab and answers back. It only talks to the
 * window that opened it, under the origin the browser gives for each message. Spec: 13 §5.5
 */
installScriptPolicy();
startTheme();

const opener = window.opener as Window | null;
const door = crypto.randomUUID();
const channel = new BroadcastChannel(CONNECT_CHANNEL);
const site = signal<string | null>(null);
const wallet = signal<'looking' | 'here' | 'locked' | 'absent'>('looking');
const nonces = new Map<string, { readonly nonce: string; readonly origin: string }>();
let next = 1;

const LOOK_MS = 1_500;

channel.onmessage = ({ data }: MessageEvent<WalletMessage>) => {
  if (data?.to !== 'door' || data.door !== door) return;
  if (data.kind === 'here') wallet.value = data.locked ? 'locked' : 'here';
  if (data.kind !== 'result' && data.kind !== 'error') return;
  const waiting = nonces.get(data.id);
  if (waiting === undefined) return;
  nonces.delete(data.id);
  const { nonce, origin } = waiting;
  const answer: DoorAnswer =
    data.kind === 'result'
      ? { eventide: 'answer', nonce, result: data.result }
      : { eventide: 'answer', nonce, error: data.error };
  opener?.postMessage(answer, origin);
};

addEventListener('message', (event: MessageEvent) => {
  if (opener === null || event.source !== opener || event.origin === 'null') return;
  const request = readSiteMessage(event.data);
  if (request === null) return;
  site.value = event.origin;
  const { nonce, method, params } = request;
  if (wallet.value === 'absent') {
    const error = { code: 4900, message: 'open the wallet in another tab first' };
    opener.postMessage({ eventide: 'answer', nonce, error } satisfies DoorAnswer, event.origin);
    return;
  }
  const id = `${door}-${next++}`;
  nonces.set(id, { nonce, origin: event.origin });
  say({ to: 'wallet', door, kind: 'request', id, origin: event.origin, method, params });
});

function say(message: DoorMessage): void {
  channel.postMessage(message);
}

function look(): void {
  say({ to: 'wallet', door, kind: 'hello' });
}

look();
setTimeout(() => {
  if (wallet.value === 'looking') wallet.value = 'absent';
}, LOOK_MS);
// A wallet that opens later is found, too.
setInterval(() => {
  if (wallet.value !== 'here') look();
}, LOOK_MS);
// Says only that it is there; the origin is not known before the site speaks.
opener?.postMessage({ eventide: 'ready' } satisfies DoorAnswer, '*');

function Door() {
  const text = doorText();
  return (
    <main class="w-plain-main">
      <Page title={text.title} app="Eventide">
        {opener === null && <Note tone="warn">{text.alone}</Note>}
        {site.value !== null && <p class="w-origin wrap">{site.value}</p>}
        <Note tone={wallet.value === 'here' ? 'positive' : 'info'}>{text[wallet.value]}</Note>
        {wallet.value !== 'here' && (
          <a class="k-button" data-kind="primary" href="/" target="_blank" rel="noreferrer">
            {text.open}
          </a>
        )}
      </Page>
    </main>
  );
}

const place = document.getElementById('app');
if (place !== null) render(<Door />, place);
