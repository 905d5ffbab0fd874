/** Line icons on a 24 grid, drawn for this product. */
const paths = {
  signal: 'M4 19v-3M9.3 19v-7M14.7 19V8M20 19V4',
  captions:
    'M4.5 5h15A1.5 1.5 0 0 1 21 6.500v11a1.5 1.5 0 0 1-1.5 1.500h-15A1.5 1.5 0 0 1 3 17.500v-11A1.5 1.5 0 0 1 4.5 5zM6.5 11h6M15 11h2.500M6.5 15H9M11.5 15h6',
  text: 'M3 18 8 6l5 12M4.7 14h6.600M14.5 18l3.2-8 3.3 8M15.7 15.200h4',
  settings: 'M4 7h9M17 7h3M4 17h3M11 17h9M17 7a2 2 0 1 1-4 0 2 2 0 0 1 4 0zM11 17a2 2 0 1 1-4 0 2 2 0 0 1 4 0z',
  leave: 'M13 4H5v16h8M10 12h11M17.5 8.5 21 12l-3.5 3.5',
  mic: 'M12 3a3 3 0 0 1 3 3v5a3 3 0 0 1-6 0V6a3 3 0 0 1 3-3zM5.5 11.500a6.5 6.5 0 0 0 13 0M12 18v3M8.5 21h7',
  micOff:
    'M9 9.500V11a3 3 0 0 0 5 2.200M15 10V6a3 3 0 0 0-5.9-.8M5.5 11.500a6.5 6.5 0 0 0 10.6 5M18.5 11.500c0 .9-.2 1.7-.5 2.500M12 18v3M8.5 21h7M4 3l16 18',
  camera:
    'M4.5 6.500H14A1.5 1.5 0 0 1 15.5 8v8a1.5 1.5 0 0 1-1.5 1.500H4.500A1.5 1.5 0 0 1 3 16V8a1.5 1.5 0 0 1 1.5-1.500zM15.5 10.5 21 7.500v9l-5.5-3',
  cameraOff:
    'M9 6.500h5A1.500 1.500 0 0 1 15.500 8v4.500M15.500 16a1.500 1.500 0 0 1-1.500 1.500H4.500A1.500 1.500 0 0 1 3 16V8a1.500 1.500 0 0 1 1.500-1.500h.500M15.500 10.500 21 7.500v9l-2.500-1.400M4 3l16 18',
  sound: 'M4 9.500v5h3.500L12 18.500v-13L7.5 9.500zM15.5 9a4 4 0 0 1 0 6M18 6.500a8 8 0 0 1 0 11',
  soundOff: 'M4 9.500v5h3.500L12 18.500v-13L7.5 9.500zM16 9.500l5 5M21 9.500l-5 5',
  share: 'M12 14V3.500M8 7l4-3.500L16 7M6 10.500H5V20h14v-9.500h-1',
  calendar: 'M4 6h16v14H4zM4 10.500h16M8.5 3.500V8M15.5 3.500V8',
  fullscreen: 'M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5',
  document: 'M6 3.500h8.500L19 8v12.500H6zM14 3.500V8.500h5M9 12.500h6.500M9 16h6.5',
  check: 'M5 12.500l4.5 4.500L19 7.5',
  warning: 'M12 4 2.5 20h19zM12 10v5M12 17.500v.5',
  chevron: 'M9 6l6 6-6 6',
  back: 'M15 5l-7 7 7 7',
  contrast: 'M12 3.500a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17zM12 3.500v17M12 7h6.900M12 12h8.500M12 17h6.900',
  talk: 'M4 5h16v11.500h-8.500L7 20.500v-4H4z',
  door: 'M4 20.500h16M6.5 20.500v-17h11v17M14 12v.01',
  person: 'M12 11.500a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.5 20.500a7.5 7.5 0 0 1 15 0',
  down: 'M6 9l6 6 6-6',
  up: 'M6 15l6-6 6 6',
  grip: 'M8.4 6a.6.6 0 1 0 1.2 0 .6.6 0 0 0-1.2 0zM8.4 12a.6.6 0 1 0 1.2 0 .6.6 0 0 0-1.2 0zM8.4 18a.6.6 0 1 0 1.2 0 .6.6 0 0 0-1.2 0zM14.4 6a.6.6 0 1 0 1.2 0 .6.6 0 0 0-1.2 0zM14.4 12a.6.6 0 1 0 1.2 0 .6.6 0 0 0-1.2 0zM14.4 18a.6.6 0 1 0 1.2 0 .6.6 0 0 0-1.2 0z',
  more: 'M4.9 12a.6.6 0 1 0 1.2 0 .6.6 0 0 0-1.2 0zM11.4 12a.6.6 0 1 0 1.2 0 .6.6 0 0 0-1.2 0zM17.9 12a.6.6 0 1 0 1.2 0 .6.6 0 0 0-1.2 0z',
  download: 'M12 4v12M7 11.500l5 4.500 5-4.500M4.500 20.500h15',
  plus: 'M12 5v14M5 12h14',
  close: 'M6 6l12 12M18 6 6 18',
  people:
    'M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM2.5 20a6.5 6.5 0 0 1 13 0M16 4.500a3.5 3.5 0 0 1 0 6.300M18.5 14.500a6.5 6.5 0 0 1 3 5.5',
  send: 'M4 12 20 4.5 15.5 20l-4-6.500zM11.5 13.5 20 4.5',
  pause: 'M9 5v14M15 5v14',
  play: 'M7 4.500v15l12-7.500z',
  stop: 'M6.5 6.500h11v11h-11z',
  vote: 'M4.500 13v7.500h15V13M3 13h18M8.5 13V4.500h7V13M10.5 8l1.2 1.200 2-2.200',
  edit: 'M4 20l1-4L16 5l3 3L8 19zM14 7l3 3',
  clock: 'M12 3.500a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17zM12 7.500V12l3 2.500',
  moon: 'M19.5 14.500A8 8 0 0 1 9.5 4.500a8 8 0 1 0 10 10z',
  globe: 'M12 3.500a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17zM3.5 12h17M12 3.500c5 5 5 12 0 17M12 3.500c-5 5-5 12 0 17',
  hand: 'M8 12V5.500a1.500 1.500 0 0 1 3 0V11M11 11V4.500a1.500 1.500 0 0 1 3 0V11M14 11.500V6a1.500 1.500 0 0 1 3 0v8.500a6 6 0 0 1-6 6c-2.500 0-4-1-5.300-3L3.500 13.600a1.400 1.400 0 0 1 2.300-1.500L8 14.500',
  flag: 'M5.500 20.500v-17M5.500 4.500h12l-2.500 4 2.500 4h-12',
  copy: 'M8.500 8.500h11v11h-11zM15.500 8.500v-4h-11v11h4',
  search: 'M10.500 4a6.500 6.500 0 1 0 0 13 6.500 6.500 0 0 0 0-13zM15.200 15.200 20.500 20.500',
  lock: 'M6 11h12v9.500H6zM8.500 11V8a3.500 3.500 0 0 1 7 0v3',
  screen: 'M3.5 5h17v11h-17zM9 20h6M12 16v4',
  grid: 'M4 4.500h7v6.500H4zM13 4.500h7v6.500h-7zM4 13h7v6.500H4zM13 13h7v6.500h-7z',
} as const;

export type IconName = keyof typeof paths;

export function Icon({ name, className = 'size-5' }: { name: IconName; className?: string }) {
  return (
    <svg
      viewBox="0 0 24 24"
      className={`flex-none fill-none stroke-current ${className}`}
      strokeWidth="1.5"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d={paths[name]} />
    </svg>
  );
}

/** The chamber of seats; the red one holds the floor. */
export function Mark({ className = 'size-7' }: { className?: string }) {
  const seats = [
    [3, 23],
    [4.7, 16.5],
    [9.5, 11.7],
    [16, 10],
    [22.5, 11.7],
    [27.3, 16.5],
    [29, 23],
    [9, 23],
    [11.2, 17.9],
    [20.8, 17.9],
    [23, 23],
  ] as const;
  return (
    <svg viewBox="0 0 32 32" className={`flex-none ${className}`} aria-hidden="true">
      {seats.map(([x, y]) => (
        <circle key={`${x}-${y}`} cx={x} cy={y} r="2.05" className="fill-current" />
      ))}
      <circle cx="16" cy="22" r="3" className="fill-live" />
    </svg>
  );
}
