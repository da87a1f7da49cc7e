import { useTranslation } from 'react-i18next';
import { formatWanYuan, formatYuan } from '~/i18n/formats';

/** An amount on a card: 万元 with four decimals, that is whole 元. */
export function MoneyCard({ name, fen, note, tone }: { name: string; fen: number; note?: React.ReactNode; tone?: 'danger' }) {
  const { t } = useTranslation('subsidy');
  return (
    <div className="card p-3">
      <h3 className="font-medium text-ink-soft">{name}</h3>
      <p
        className={`flex flex-wrap items-baseline gap-x-1 text-title font-semibold tabular-nums
          ${tone === 'danger' && fen > 0 ? 'text-danger' : ''}`}
        title={t('yuan', { amount: formatYuan(fen) })}
      >
        <span className="whitespace-nowrap">{formatWanYuan(fen)}</span>
        <span className="whitespace-nowrap text-small font-normal text-ink-faint">{t('wanYuan')}</span>
      </p>
      {note && <p className="text-small text-ink-faint">{note}</p>}
    </div>
  );
}

/** An amount in a cell, in 元; zero is shown pale. */
export function Yuan({ fen }: { fen: number }) {
  return <span className="whitespace-nowrap">{fen === 0 ? <span className="text-ink-faint">0.00</span> : formatYuan(fen)}</span>;
}
