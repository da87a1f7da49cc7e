/** Line icons of one weight, drawn in the text's colour. They accompany words and never replace them. */
const SHAPES = {
  tasks: 'M4 6.5 5.5 8 8 5M4 12.5 5.5 14 8 11M11 6.5h6M11 13h6',
  coverage: 'M3 17h14M5 17V9M9 17V4M13 17v-6M17 17V7',
  household: 'M3 9.5 10 4l7 5.5M5 8.5V16h10V8.5M8.5 16v-4h3v4',
  money: 'M10 17.5a7.5 7.5 0 1 0 0-15 7.5 7.5 0 0 0 0 15ZM7 6l3 4 3-4M10 10v4.5M7.5 10.5h5M7.5 12.5h5',
  report: 'M5 3h7l3 3v11H5zM12 3v3h3M8 10h4M8 13h4',
  data: 'M4 5.5C4 4 16 4 16 5.5v9c0 1.5-12 1.5-12 0zM4 5.5C4 7 16 7 16 5.5M4 10c0 1.5 12 1.5 12 0',
  settings: 'M4 6h7M15 6h1M4 14h1M9 14h7M13 4v4M7 12v4',
  me: 'M10 10a3 3 0 1 0 0-6 3 3 0 0 0 0 6ZM4 17c.6-3.2 3-4.5 6-4.5s5.4 1.3 6 4.5',
  alert: 'M10 3.5 17.5 16.5h-15zM10 8v4M10 14.2v.3',
  ok: 'M10 17.5a7.5 7.5 0 1 0 0-15 7.5 7.5 0 0 0 0 15ZM6.5 10.2 9 12.7l4.5-5',
  info: 'M10 17.5a7.5 7.5 0 1 0 0-15 7.5 7.5 0 0 0 0 15ZM10 9v5M10 6.2v.3',
  stop: 'M10 17.5a7.5 7.5 0 1 0 0-15 7.5 7.5 0 0 0 0 15ZM6.5 10h7',
  right: 'm8 5 5 5-5 5',
  left: 'm12 5-5 5 5 5',
  down: 'm5 8 5 5 5-5',
  up: 'm5 12 5-5 5 5',
  search: 'M9 14.5a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11ZM13 13l4 4',
  close: 'm5 5 10 10M15 5 5 15',
  check: 'm4 10.5 4 4 8-9',
  plus: 'M10 4v12M4 10h12',
  minus: 'M4 10h12',
  download: 'M10 3v10M6 9.5l4 4 4-4M4 17h12',
  upload: 'M10 14V4M6 7.5l4-4 4 4M4 17h12',
  print: 'M6 7V3h8v4M6 14H4V7h12v7h-2M6 11.5h8V17H6z',
  phone: 'M6 2.5h8v15H6zM9 15h2',
  cloud: 'M6 15.5a3.5 3.5 0 0 1 0-7 4.5 4.5 0 0 1 8.6 1A3 3 0 0 1 14 15.5z',
  flame: 'M10 3c.5 3 4.5 4.5 4.5 8.5a4.5 4.5 0 0 1-9 0c0-1.8.9-3 1.8-4 .2 1.2.8 1.8 1.5 2C9.3 7.5 8.8 5 10 3Z',
  text: 'M2.5 15 6.5 5l4 10M4 11.5h5M11.5 15l2.8-7 2.7 7M12.5 12.7h3.6',
  globe: 'M10 17.5a7.5 7.5 0 1 0 0-15 7.5 7.5 0 0 0 0 15ZM2.5 10h15M10 2.5c5 5 5 10 0 15M10 2.5c-5 5-5 10 0 15',
  lock: 'M5 9h10v8H5zM7 9V6.5a3 3 0 0 1 6 0V9',
  clock: 'M10 17.5a7.5 7.5 0 1 0 0-15 7.5 7.5 0 0 0 0 15ZM10 6v4.5l3 1.5',
  edit: 'M4 16l.6-3L13 4.6 15.4 7 7 15.4zM11.5 6 14 8.5',
  back: 'M8 5 4 9l4 4M4 9h8a4 4 0 0 1 0 8H9',
  camera: 'M3 6.5h3l1.5-2h5l1.5 2h3V16H3zM10 13.5a2.7 2.7 0 1 0 0-5.4 2.7 2.7 0 0 0 0 5.4Z',
  place: 'M10 17.5s5-5 5-9a5 5 0 0 0-10 0c0 4 5 9 5 9ZM10 10.2a1.7 1.7 0 1 0 0-3.4 1.7 1.7 0 0 0 0 3.4Z',
} satisfies Record<string, string>;

export type IconName = keyof typeof SHAPES;

export function Icon({ name, size = 20, className = '' }: { name: IconName; size?: number; className?: string }) {
  return (
    <svg width={size} height={size} viewBox="0 0 20 20" aria-hidden="true" className={className ? `icon ${className}` : 'icon'}>
      <path d={SHAPES[name]} />
    </svg>
  );
}
