import { countText, Empty, kitMessages, numberFormat } from '@eventide/kit';
import type { JSX } from 'preact';
import { t } from '../text/messages.ts';

const HEIGHT = 96;
const STEP = 10;

type Bars = { readonly title: string; readonly names: readonly string[]; readonly values: readonly number[] };

/** Bars side by side; the same numbers stand in a table behind it. */
export function BarChart({ title, names, values }: Bars): JSX.Element {
  const locale = kitMessages.locale.value;
  if (values.length === 0) return <Empty icon="chart" text="–" />;
  const most = Math.max(1, ...values);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const format = numberFormat(locale, { maximumFractionDigits: 1 });
  return (
    <figure class="x-chart">
      <svg
        viewBox={`0 0 ${values.length * STEP} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`${title}: ${t('average', { value: format.format(mean) })}`}
      >
        {values.map((value, index) => {
          const height = (value / most) * (HEIGHT - 4);
          return (
            <rect key={names[index]} x={index * STEP + 1.5} y={HEIGHT - height} width={STEP - 3} height={height}>
              <title>{`${names[index]}: ${countText(value, locale)}`}</title>
            </rect>
          );
        })}
      </svg>
      <figcaption class="row spread small muted">
        <span>{t('average', { value: format.format(mean) })}</span>
        <span>max {format.format(most)}</span>
      </figcaption>
      <details class="k-more">
        <summary>{t('chartTable')}</summary>
        <div class="x-chart-table">
          <dl class="k-facts">
            {values.map((value, index) => [
              <dt key={`${names[index]}-name`}>{names[index]}</dt>,
              <dd key={`${names[index]}-value`}>{countText(value, locale)}</dd>,
            ])}
          </dl>
        </div>
      </details>
    </figure>
  );
}

/** Shares of a whole as bars with their numbers. */
export function ShareChart(props: {
  readonly title: string;
  readonly entries: readonly { readonly name: string; readonly value: number }[];
}): JSX.Element {
  const total = props.entries.reduce((sum, { value }) => sum + value, 0);
  if (total === 0) return <Empty icon="chart" text="–" />;
  const percent = numberFormat(kitMessages.locale.value, { style: 'percent' });
  return (
    <ul class="stack-s" aria-label={props.title}>
      {props.entries.slice(0, 12).map(({ name, value }) => (
        <li key={name} class="x-share">
          <span class="row spread small">
            <span class="mono">{name}</span>
            <span class="muted">
              {value} · {percent.format(value / total)}
            </span>
          </span>
          <span class="k-bar" aria-hidden="true">
            <span style={{ inlineSize: `${(value / total) * 100}%` }} />
          </span>
        </li>
      ))}
    </ul>
  );
}
