import '@eventide/kit/styles/kit.css';
import './style.css';
import { installScriptPolicy, kitMessages, nextTask, startServiceWorker, startTheme, warmFormats } from '@eventide/kit';
import { render } from 'preact';
import { App } from './App.tsx';
import { applyShortcutChoice } from './screens/Settings.tsx';
import { startAutoLock } from './state/autoLock.ts';
import { crashed, startWallet } from './state/wallet.ts';

installScriptPolicy();
startTheme();
applyShortcutChoice();
startWallet().catch((error: unknown) => {
  crashed.value = error instanceof Error ? error.message : String(error);
});
// The worker starts while the page draws; drawing is a task of its own, so that no task is long.
void nextTask().then(() => {
  const place = document.getElementById('app');
  if (place !== null) render(<App />, place);
  startAutoLock();
  return warmFormats(kitMessages.locale.value);
});
if (import.meta.env.PROD) void startServiceWorker('/sw.js').catch(() => {});
