import type { JSX } from 'preact';

/** Outlines on a 24 by 24 grid. */
const shapes = {
  shield: 'M12 3l7 3v5c0 4.6-2.9 8.3-7 10-4.1-1.7-7-5.4-7-10V6z',
  eye: 'M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12zM12 9.2a2.8 2.8 0 100 5.6 2.8 2.8 0 000-5.6z',
  send: 'M5 12h14M13 6l6 6-6 6',
  receive: 'M12 5v13M6 12l6 6 6-6M5 21h14',
  convert: 'M4 8h14l-3.5-3.5M20 16H6l3.5 3.5',
  home: 'M4 11l8-7 8 7v9h-5v-6H9v6H4z',
  stake: 'M12 3v18M7 8l5-5 5 5M5 14h14M7 18h10',
  list: 'M8 6h12M8 12h12M8 18h12M4 6h.01M4 12h.01M4 18h.01',
  link: 'M10 14a4 4 0 005.7 0l3-3a4 4 0 00-5.7-5.7l-1 1M14 10a4 4 0 00-5.7 0l-3 3A4 4 0 0011 18.700l1-1',
  settings: 'M4 7h9M17 7h3M4 17h3M11 17h9M15 4.500v5M9 14.500v5',
  lock: 'M6 11h12v9H6zM8.500 11V8a3.500 3.500 0 017 0v3',
  copy: 'M9 9h11v11H9zM5 15H4V4h11v1',
  check: 'M5 12.500l4.500 4.500L19 7.500',
  cross: 'M6 6l12 12M18 6L6 18',
  warn: 'M12 4l9 16H3zM12 10v4.500M12 17.300v.01',
  info: 'M12 3a9 9 0 100 18 9 9 0 000-18zM12 11v5.500M12 7.700v.01',
  search: 'M11 4a7 7 0 100 14 7 7 0 000-14zM16 16l4.500 4.500',
  block: 'M12 3l8 4.500v9L12 21l-8-4.500v-9zM4 7.500l8 4.500 8-4.500M12 12v9',
  clock: 'M12 3a9 9 0 100 18 9 9 0 000-18zM12 7v5.500l3.500 2',
  moon: 'M20 14.500A8.500 8.500 0 119.500 4 7 7 0 0020 14.500z',
  chart: 'M4 20V4M4 20h16M8.500 16v-4M13 16V8M17.500 16v-6',
  people:
    'M9 5a3.500 3.500 0 100 7 3.500 3.500 0 000-7zM2.500 20c.5-3.500 3-5.500 6.500-5.500s6 2 6.500 5.500M16 5.500a3 3 0 010 6M18 15c2 .7 3.200 2.400 3.500 5',
  scan: 'M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5M8 8h3v3H8zM14 14h2v2',
  code: 'M8 7l-5 5 5 5M16 7l5 5-5 5',
  plus: 'M12 5v14M5 12h14',
  more: 'M5 12h.01M12 12h.01M19 12h.01',
  back: 'M19 12H5M11 6l-6 6 6 6',
  offline: 'M4 4l16 16M8.500 15.500a5 5 0 017 0M5 12a10 10 0 014-2.400M14 9.400a10 10 0 015 2.600M12 19v.01',
} as const;

export type IconName = keyof typeof shapes;

/** An outline without meaning of its own: the text beside it carries the meaning. */
export function Icon({ name }: { readonly name: IconName }): JSX.Element {
  return (
    <svg class="k-icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={shapes[name]} />
    </svg>
  );
}
