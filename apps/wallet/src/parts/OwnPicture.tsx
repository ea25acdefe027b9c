import type { JSX } from 'preact';
import { t } from '../text/messages.ts';

const outer = [
  'M32 4a28 28 0 100 56 28 28 0 000-56z',
  'M8 8h48v48H8z',
  'M32 4l28 50H4z',
  'M32 2l30 30-30 30L2 32z',
  'M18 4h28l14 28-14 28H18L4 32z',
  'M32 58C6 38 4 24 12 15s18-3 20 5c2-8 12-14 20-5s6 23-20 43z',
  'M32 3l8 20 21 1-16 14 5 21-18-12-18 12 5-21L3 24l21-1z',
  'M22 4h20v18h18v20H42v18H22V42H4V22h18z',
] as const;
const hues = [0, 28, 48, 96, 150, 190, 225, 265, 300, 330] as const;

/** A picture of two shapes and two colours, drawn from a number: 6 400 that people tell apart. Spec: 13 §5.5 */
export function OwnPicture({ picture }: { readonly picture: number }): JSX.Element {
  const pick = <T,>(list: readonly T[], from: number): T => list[Math.floor(picture / from) % list.length] as T;
  const [back, front] = [pick(outer, 1), pick(outer, 8)];
  const hue = pick(hues, 64);
  // The second colour is never near the first.
  const other = (hue + 90 + 18 * (Math.floor(picture / 640) % 10)) % 360;
  return (
    <svg class="w-picture" viewBox="0 0 64 64" role="img" aria-label={t('ownPicture')} data-picture={picture}>
      <path d={back} fill={`hsl(${hue} 65% 42%)`} />
      <path d={front} fill={`hsl(${other} 85% 78%)`} transform="translate(19 19) scale(0.41)" />
    </svg>
  );
}
