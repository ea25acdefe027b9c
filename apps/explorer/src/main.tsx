import '@eventide/kit/styles/kit.css';
import './style.css';
import {
  installScriptPolicy,
  kitMessages,
  nextTask,
  readChoice,
  shortcutsOn,
  startServiceWorker,
  startTheme,
  warmFormats,
} from '@eventide/kit';
import { render } from 'preact';
import { App } from './App.tsx';
import { connect } from './chain/connection.ts';

installScriptPolicy();
startTheme();
shortcutsOn.value = readChoice('shortcuts') !== 'off';
void connect();
void nextTask().then(() => {
  const place = document.getElementById('app');
  if (place !== null) render(<App />, place);
  return warmFormats(kitMessages.locale.value);
});
if (import.meta.env.PROD) void startServiceWorker('/sw.js').catch(() => {});
