import { type Html, html } from './html.ts';

const paths = {
  share: 'M12 15V3.5M8 7l4-3.5L16 7M6 11H4.5v9.5h15V11H18',
  calendar: 'M4 6h16v14H4zM4 10.5h16M8.5 3.5V8M15.5 3.5V8',
  sound: 'M4 9.5v5h3.5L12 18.5v-13L7.5 9.5zM15.5 9a4 4 0 0 1 0 6M18 6.5a8 8 0 0 1 0 11',
  soundOff: 'M4 9.5v5h3.5L12 18.5v-13L7.5 9.5zM16 9.5l5 5M21 9.5l-5 5',
  fullscreen: 'M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5',
  cross: 'M6 6l12 12M18 6L6 18',
  up: 'M12 19V6M6.5 11.5L12 6l5.5 5.5',
  check: 'M5 12.5l4.5 4.5L19 7.5',
  play: 'M7 4.5v15l12-7.5z',
  text: 'M3 18 8 6l5 12M4.7 14h6.6M14.5 18l3.2-8 3.3 8M15.7 15.2h4',
} as const;

export type WatchIcon = keyof typeof paths;

export const iconOf = (name: WatchIcon): Html =>
  html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="${paths[name]}"/></svg>`;
