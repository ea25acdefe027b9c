import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { kitMessages } from '../text/kitMessages.ts';
import { qrModules } from './qrModules.ts';

/** A QR code, dark on white in both themes because scanners expect it. */
export function Qr({ text, what }: { readonly text: string; readonly what: string }): JSX.Element {
  const { size, path } = useMemo(() => modulesOf(text), [text]);
  return (
    <svg
      class="k-qr"
      viewBox={`0 0 ${size} ${size}`}
      shape-rendering="crispEdges"
      role="img"
      aria-label={kitMessages.t('qr', { what })}
    >
      <path d={path} />
    </svg>
  );
}

function modulesOf(text: string): { readonly size: number; readonly path: string } {
  const rows = qrModules(text);
  const path = rows.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : ''))).join('');
  return { size: rows.length, path };
}
