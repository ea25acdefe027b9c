import { nextTask, Skeleton } from '@eventide/kit';
import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';

/** Draws its content one task after the frame around it, so that opening a wallet is two short tasks. Spec: 13 §5.3 */
export function AfterFrame({ children }: { readonly children: ComponentChildren }): JSX.Element {
  const [framed, setFramed] = useState(false);
  useEffect(() => {
    let here = true;
    void nextTask().then(() => {
      if (here) setFramed(true);
    });
    return () => {
      here = false;
    };
  }, []);
  return framed ? (children as JSX.Element) : <Skeleton lines={6} />;
}
