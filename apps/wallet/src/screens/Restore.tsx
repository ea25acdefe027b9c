import { Button, Card, Field, FileField, Note, Page, Segments, useLoad } from '@eventide/kit';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Birthday, WordCheck } from '../engine/protocol.ts';
import { Failure } from '../parts/Failure.tsx';
import { noPassword, PasswordFields, passwordProblem } from '../parts/PasswordFields.tsx';
import { useTask } from '../parts/useTask.ts';
import { router } from '../route.ts';
import { engine, view } from '../state/wallet.ts';
import { t } from '../text/messages.ts';

/** From words or from a wallet file. */
export function Restore(): JSX.Element {
  const [source, setSource] = useState<'words' | 'file'>('words');
  return (
    <Page title={t('restoreTitle')} app={t('app')}>
      <Segments
        label={t('restoreTitle')}
        value={source}
        onChange={setSource}
        options={[
          { value: 'words', label: t('restoreWords') },
          { value: 'file', label: t('restoreFile') },
        ]}
      />
      <Card>{source === 'words' ? <FromWords /> : <FromFile />}</Card>
    </Page>
  );
}

function FromWords(): JSX.Element {
  const [text, setText] = useState('');
  const [birthday, setBirthday] = useState<Birthday>({ kind: 'unknown' });
  const [password, setPassword] = useState(noPassword);
  const task = useTask();
  const check = useLoad(() => engine().checkWords(text), [text]).data;
  const last = /[a-z]+$/i.exec(text)?.[0] ?? '';
  const completions = useLoad(async () => (last.length < 2 ? [] : engine().completeWord(last)), [last]).data ?? [];
  const ready = check?.kind === 'ok' && passwordProblem(password) === undefined;
  const chainId = view.value.facts?.chainId;
  const refused = check?.kind === 'ok' && check.published && (chainId === 1 || chainId === 2);
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (!ready || refused) return;
    if (await task.run(() => engine().create(text, password.first, birthday, true))) router.go('/', { replace: true });
  };
  const complete = (word: string): void => setText(`${text.slice(0, text.length - last.length)}${word} `);
  const open = completions.filter((word) => word !== last);
  return (
    <form class="stack" onSubmit={(event) => void submit(event)}>
      <Field
        label={t('wordsLabel')}
        name="words"
        rows={3}
        value={text}
        onInput={setText}
        error={problemOf(text, check, open.length > 0)}
      />
      {open.length > 0 && (
        <fieldset class="w-completions">
          <legend class="sr-only">{t('suggestions')}</legend>
          {open.map((word) => (
            <Button key={word} small onClick={() => complete(word)}>
              {word}
            </Button>
          ))}
        </fieldset>
      )}
      {check?.kind === 'ok' && check.published && (
        <Note tone={refused ? 'danger' : 'warn'}>{t(refused ? 'ERR_WALLET_DEV_KEY' : 'wordsPublished')}</Note>
      )}
      <BirthdayFields value={birthday} onChange={setBirthday} />
      <PasswordFields value={password} onChange={setPassword} />
      {task.failure !== null && <Failure failure={task.failure} />}
      <div class="k-actions">
        <Button kind="primary" type="submit" busy={task.busy} disabled={!ready || refused}>
          {t('restoreNow')}
        </Button>
        <Button onClick={() => router.go('/')}>{t('back')}</Button>
      </div>
    </form>
  );
}

/** Named only once a word is finished: nobody is corrected in the middle of a word. */
function problemOf(text: string, check: WordCheck | undefined, completing: boolean): string | undefined {
  if (check === undefined || check.kind === 'ok' || text.trim() === '') return undefined;
  if (check.kind === 'unknown') {
    const words = text.trim().split(/\s+/).length;
    if (completing && check.index === words - 1 && !/\s$/.test(text)) return undefined;
    const named = t('wordUnknown', { place: check.index + 1, word: check.word });
    return check.near.length === 0 ? named : `${named} ${t('wordMeant', { words: check.near.join(', ') })}`;
  }
  return check.kind === 'count' ? t('wordCount', { count: check.words }) : t('wordChecksum');
}

type BirthdayProps = { readonly value: Birthday; readonly onChange: (value: Birthday) => void };

function BirthdayFields({ value, onChange }: BirthdayProps): JSX.Element {
  const [height, setHeight] = useState('');
  const [date, setDate] = useState('');
  const change = (kind: Birthday['kind']): void => {
    if (kind === 'height') onChange({ kind, height: /^\d{1,15}$/.test(height) ? BigInt(height) : 0n });
    else if (kind === 'date') onChange({ kind, ms: Date.parse(date) || 0 });
    else onChange({ kind });
  };
  const wrong = height !== '' && !/^\d{1,15}$/.test(height);
  return (
    <div class="stack-s">
      <span class="k-label">{t('birthdayLabel')}</span>
      <Segments
        label={t('birthdayLabel')}
        value={value.kind}
        onChange={change}
        options={[
          { value: 'unknown', label: t('birthdayUnknown') },
          { value: 'date', label: t('birthdayDate') },
          { value: 'height', label: t('birthdayHeight') },
          { value: 'now', label: t('birthdayNever') },
        ]}
      />
      {value.kind === 'date' && (
        <Field
          label={t('date')}
          type="date"
          value={date}
          onInput={(text) => {
            setDate(text);
            onChange({ kind: 'date', ms: Date.parse(text) || 0 });
          }}
        />
      )}
      {value.kind === 'height' && (
        <Field
          label={t('height')}
          inputMode="numeric"
          value={height}
          error={wrong ? t('heightWrong') : undefined}
          onInput={(text) => {
            setHeight(text);
            if (/^\d{1,15}$/.test(text)) onChange({ kind: 'height', height: BigInt(text) });
          }}
        />
      )}
      <p class="k-field-hint">{t('birthdayHint')}</p>
    </div>
  );
}

function FromFile(): JSX.Element {
  const [file, setFile] = useState<Uint8Array | null>(null);
  const [password, setPassword] = useState('');
  const task = useTask();
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (file === null || password === '') return;
    if (await task.run(() => engine().importBackup(file, password))) router.go('/', { replace: true });
  };
  return (
    <form class="stack" onSubmit={(event) => void submit(event)}>
      <FileField label={t('fileLabel')} hint={t('fileHint')} accept=".dat" onFile={setFile} />
      <Field
        label={t('filePassword')}
        type="password"
        autocomplete="current-password"
        value={password}
        onInput={setPassword}
      />
      {task.failure !== null && <Failure failure={task.failure} />}
      <div class="k-actions">
        <Button kind="primary" type="submit" busy={task.busy} disabled={file === null || password === ''}>
          {t('restoreNow')}
        </Button>
        <Button onClick={() => router.go('/')}>{t('back')}</Button>
      </div>
    </form>
  );
}
