import '@eventide/kit/styles/kit.css';
import './style.css';
import { installScriptPolicy, nextTask, startServiceWorker, startTheme } from '@eventide/kit';
import { render } from 'preact';
import { App } from './App.tsx';
import { connect } from './chain/connection.ts';

installScriptPolicy();
startTheme();
void connect();
void nextTask().then(() => {
  const place = document.getElementById('app');
  if (place !== null) render(<App />, place);
});
if (import.meta.env.PROD) void startServiceWorker('/sw.js').catch(() => {});
