export { Address, Copyable, CopyButton } from './components/Address.tsx';
export { Amount } from './components/Amount.tsx';
export { Button, type ButtonProps, IconButton, LinkButton } from './components/Button.tsx';
export { Chip, type Tone } from './components/Chip.tsx';
export { Dialog } from './components/Dialog.tsx';
export { Check, Field, type FieldProps, Segments, Select } from './components/Field.tsx';
export { FileField } from './components/FileField.tsx';
export { Icon, type IconName } from './components/Icon.tsx';
export { Card, Note } from './components/Note.tsx';
export { Page } from './components/Page.tsx';
export { Progress, type ProgressProps } from './components/Progress.tsx';
export { Qr } from './components/Qr.tsx';
export { type Shortcut, Shortcuts, shortcutsOn } from './components/Shortcuts.tsx';
export { Empty, ErrorCard, Skeleton } from './components/States.tsx';
export { type Column, Facts, Table } from './components/Table.tsx';
export { ThemeSwitch } from './components/ThemeSwitch.tsx';
export { Toasts, toast } from './components/Toasts.tsx';
export { announce, announceNow, announceProgress } from './page/announce.ts';
export { readChoice, writeChoice } from './page/choices.ts';
export { isWebAddress, loadNetworks, type NetworkEntry } from './page/networks.ts';
export { idleTask, nextTask } from './page/nextTask.ts';
export { saveFile } from './page/saveFile.ts';
export { installScriptPolicy } from './page/scriptPolicy.ts';
export { startServiceWorker, updateWaiting, useUpdate } from './page/serviceWorker.ts';
export { startTheme, type Theme, theme } from './page/theme.ts';
export { type Loaded, useLoad } from './page/useLoad.ts';
export { createRouter, parseRoute, type Route, type Router } from './route/createRouter.ts';
export {
  createMessages,
  type Message,
  type Messages,
  type MessageValues,
  PSEUDO_LOCALE,
} from './text/createMessages.ts';
export {
  agoText,
  amountParts,
  amountText,
  countText,
  dateText,
  groupsOfFour,
  shortened,
  sizeText,
} from './text/format.ts';
export { dateFormat, numberFormat } from './text/intl.ts';
export { chooseLocale, kitMessages, preferredLocale } from './text/kitMessages.ts';
export { warmFormats } from './text/warmFormats.ts';
export { createRpcClient, failureOf, type RpcClient, RpcError, type RpcFailure, serveRpc } from './worker/rpc.ts';
