import { Link } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import { OPEN_ITEMS, type OpenCounts, type OpenItem } from '~/domain/report/what-is-open';
import { formatCount } from '~/i18n/formats';
import { listAddress } from '~/screens/coverage/addresses';
import { findingsAddress } from '~/screens/findings/addresses';
import { plansAddress } from '~/screens/plans/addresses';

/** Where each number is worked on; townships and counties stand on the page itself. */
function listOf(item: OpenItem, code: string, season: string): string {
  const review = (status: string) => `/review?${new URLSearchParams({ code, season, status }).toString()}`;
  const places: Record<OpenItem, string> = {
    missing: listAddress(code, season, 'notVisited'),
    townships: '#townships',
    unreviewed: review('submitted'),
    returned: review('returned'),
    urgent: findingsAddress(code, season, { only: 'urgent' }),
    plans: plansAddress(code, season, 'missing'),
    counties: '#counties',
    changed: '#counties',
  };
  return places[item];
}

type Props = {
  open: OpenCounts;
  /** Where the numbers are worked on now; without it they are those of then, and their lists may be others today. */
  now?: { code: string; season: string };
};

/** What is open, each number of now with the list it is the length of. */
export function OpenItems({ open, now }: Props) {
  const { t } = useTranslation('sign-off');
  const items = OPEN_ITEMS.filter((item) => (open[item] ?? 0) > 0);
  if (items.length === 0) return <p className="text-ok">{t('open.none')}</p>;
  const row = 'flex min-h-target items-center justify-between gap-4 py-1';
  return (
    <ul className="max-w-form divide-y divide-line">
      {items.map((item) => {
        const name = t(`open.item.${item}`);
        const count = <span className="font-semibold tabular-nums">{formatCount(open[item] ?? 0)}</span>;
        const to = now && listOf(item, now.code, now.season);
        return (
          <li key={item}>
            {to?.startsWith('/') ? (
              <Link className={row} to={to}>
                <span className="link">{name}</span>
                {count}
              </Link>
            ) : (
              <span className={row}>
                {to ? (
                  <a className="link" href={to}>
                    {name}
                  </a>
                ) : (
                  name
                )}
                {count}
              </span>
            )}
          </li>
        );
      })}
    </ul>
  );
}
