import { FileField, Note } from '@eventide/kit';
import type { JSX } from 'preact';
import { engine, view } from '../state/wallet.ts';
import { t } from '../text/messages.ts';
import { Failure } from './Failure.tsx';
import { useTask } from './useTask.ts';

/** The parameter file of public networks and some room: larger ones are not read. */
const MOST_BYTES = 8_388_608;

/** Proofs of this network need a file that this browser does not have: says so, and takes it. Spec: 02 §3.3, 13 §5.6 */
export function ParametersNote(): JSX.Element | null {
  const task = useTask();
  if (view.value.parameters !== 'missing') return null;
  return (
    <Note tone="warn">
      <div class="stack-s" data-testid="parameters-missing">
        <p>{t('parametersMissing')}</p>
        <FileField
          label={t('parametersFile')}
          hint={t('parametersHint')}
          accept=".crs,application/octet-stream"
          mostBytes={MOST_BYTES}
          onFile={(bytes) => void task.run(() => engine().useParameters(bytes))}
        />
        {task.failure !== null && <Failure failure={task.failure} />}
      </div>
    </Note>
  );
}
