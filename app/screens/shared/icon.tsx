import type { ReactNode } from 'react';

/** Line icons of one weight, drawn in the text's colour. They accompany words and never replace them. */
const SHAPES = {
  tasks: <path d="M4 6.5 5.5 8 8 5M4 12.5 5.5 14 8 11M11 6.5h6M11 13h6" />,
  coverage: <path d="M3 17h14M5 17V9M9 17V4M13 17v-6M17 17V7" />,
  household: <path d="M3 9.5 10 4l7 5.5M5 8.5V16h10V8.5M8.5 16v-4h3v4" />,
  money: <path d="M10 17.5a7.5 7.5 0 1 0 0-15 7.500 7.500 0 0 0 0 15ZM7 6l3 4 3-4M10 10v4.500M7.500 10.500h5M7.500 12.500h5" />,
  report: <path d="M5 3h7l3 3v11H5zM12 3v3h3M8 10h4M8 13h4" />,
  data: <path d="M4 5.5C4 4 16 4 16 5.5v9c0 1.5-12 1.5-12 0zM4 5.5C4 7 16 7 16 5.5M4 10c0 1.5 12 1.5 12 0" />,
  settings: <path d="M4 6h7M15 6h1M4 14h1M9 14h7M13 4v4M7 12v4" />,
  me: <path d="M10 10a3 3 0 1 0 0-6 3 3 0 0 0 0 6ZM4 17c.6-3.2 3-4.5 6-4.5s5.4 1.3 6 4.5" />,
  alert: <path d="M10 3.5 17.5 16.500h-15zM10 8v4M10 14.200v.3" />,
  ok: <path d="M10 17.500a7.5 7.5 0 1 0 0-15 7.5 7.5 0 0 0 0 15ZM6.5 10.2 9 12.700l4.5-5" />,
  info: <path d="M10 17.500a7.5 7.5 0 1 0 0-15 7.5 7.5 0 0 0 0 15ZM10 9v5M10 6.200v.3" />,
  stop: <path d="M10 17.500a7.5 7.5 0 1 0 0-15 7.5 7.5 0 0 0 0 15ZM6.5 10h7" />,
  right: <path d="m8 5 5 5-5 5" />,
  left: <path d="m12 5-5 5 5 5" />,
  down: <path d="m5 8 5 5 5-5" />,
  up: <path d="m5 12 5-5 5 5" />,
  search: <path d="M9 14.500a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11ZM13 13l4 4" />,
  close: <path d="m5 5 10 10M15 5 5 15" />,
  check: <path d="m4 10.5 4 4 8-9" />,
  plus: <path d="M10 4v12M4 10h12" />,
  minus: <path d="M4 10h12" />,
  download: <path d="M10 3v10M6 9.500l4 4 4-4M4 17h12" />,
  upload: <path d="M10 14V4M6 7.500l4-4 4 4M4 17h12" />,
  print: <path d="M6 7V3h8v4M6 14H4V7h12v7h-2M6 11.500h8V17H6z" />,
  phone: <path d="M6 2.500h8v15H6zM9 15h2" />,
  cloud: <path d="M6 15.500a3.5 3.5 0 0 1 0-7 4.5 4.5 0 0 1 8.6 1A3 3 0 0 1 14 15.500z" />,
  flame: <path d="M10 3c.5 3 4.5 4.5 4.5 8.500a4.5 4.5 0 0 1-9 0c0-1.8.9-3 1.8-4 .2 1.2.8 1.8 1.5 2C9.3 7.5 8.8 5 10 3Z" />,
  text: <path d="M2.5 15 6.5 5l4 10M4 11.5h5M11.5 15l2.8-7 2.7 7M12.5 12.7h3.6" />,
  globe: <path d="M10 17.5a7.5 7.5 0 1 0 0-15 7.5 7.5 0 0 0 0 15ZM2.5 10h15M10 2.5c5 5 5 10 0 15M10 2.5c-5 5-5 10 0 15" />,
  lock: <path d="M5 9h10v8H5zM7 9V6.500a3 3 0 0 1 6 0V9" />,
  clock: <path d="M10 17.500a7.5 7.5 0 1 0 0-15 7.5 7.5 0 0 0 0 15ZM10 6v4.500l3 1.5" />,
  edit: <path d="M4 16l.6-3L13 4.6 15.4 7 7 15.400zM11.5 6 14 8.5" />,
  back: <path d="M8 5 4 9l4 4M4 9h8a4 4 0 0 1 0 8H9" />,
  camera: <path d="M3 6.500h3l1.500-2h5l1.500 2h3V16H3zM10 13.500a2.700 2.700 0 1 0 0-5.400 2.700 2.700 0 0 0 0 5.400Z" />,
  place: <path d="M10 17.500s5-5 5-9a5 5 0 0 0-10 0c0 4 5 9 5 9ZM10 10.200a1.700 1.700 0 1 0 0-3.400 1.700 1.700 0 0 0 0 3.400Z" />,
} satisfies Record<string, ReactNode>;

export type IconName = keyof typeof SHAPES;

export function Icon({ name, size = 20, className = '' }: { name: IconName; size?: number; className?: string }) {
  return (
    <svg width={size} height={size} viewBox="0 0 20 20" aria-hidden="true" className={className ? `icon ${className}` : 'icon'}>
      {SHAPES[name]}
    </svg>
  );
}
