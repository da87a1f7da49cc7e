import type { ReactNode } from 'react';
import { Icon, type IconName } from './icon';

export type Tone = 'ok' | 'info' | 'attention' | 'danger' | 'neutral';

const BOX: Record<Tone, string> = {
  ok: 'border-ok bg-ok-wash',
  info: 'border-action-line bg-action-wash',
  attention: 'border-attention-line bg-attention-wash',
  danger: 'border-danger-line bg-danger-wash',
  neutral: 'border-line bg-paper',
};
const INK: Record<Tone, string> = {
  ok: 'text-ok',
  info: 'text-action',
  attention: 'text-attention',
  danger: 'text-danger',
  neutral: 'text-ink-soft',
};
const ICON: Record<Tone, IconName> = { ok: 'ok', info: 'info', attention: 'alert', danger: 'stop', neutral: 'info' };

/** A message on the page. With `live` screen readers announce it, for something that just happened. */
export function Notice({
  tone = 'info',
  title,
  children,
  live = false,
}: {
  tone?: Tone;
  title?: string;
  children?: ReactNode;
  live?: boolean;
}) {
  return (
    <div role={live ? 'status' : undefined} className={`mb-4 flex gap-2 rounded border p-3 ${BOX[tone]}`}>
      <Icon name={ICON[tone]} className={`mt-0.5 ${INK[tone]}`} />
      <div className="min-w-0 flex-1">
        {title && <p className="font-semibold">{title}</p>}
        {children}
      </div>
    </div>
  );
}

const CHIP: Record<Tone, string> = {
  ok: 'mark is-ok',
  info: 'mark is-info',
  attention: 'mark is-attention',
  danger: 'mark is-danger',
  neutral: 'mark',
};

/** A state as a word in its colour. The word says it without the colour. */
export function Chip({ tone = 'neutral', icon, children }: { tone?: Tone; icon?: IconName; children: ReactNode }) {
  return (
    <span className={CHIP[tone]}>
      {icon && <Icon name={icon} size={14} />}
      {children}
    </span>
  );
}
