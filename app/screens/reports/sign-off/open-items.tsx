import { Link } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import { OPEN_ITEMS, type OpenCounts, type OpenItem } from '~/domain/report/what-is-open';
import { formatCount } from '~/i18n/formats';
import { listAddress } from '~/screens/coverage/addresses';
import { findingsAddress } from '~/screens/findings/addresses';
import { plansAddress } from '~/screens/plans/addresses';
import { signOffAddress } from './addresses';

/** Where each number is worked on; townships and counties stand on the page itself. */
function listOf(item: OpenItem, code: string, season: string): string {
  const review = (status: string) => `/review?${new URLSearchParams({ code, season, status }).toString()}`;
  const places: Record<OpenItem, string> = {
    missing: listAddress(code, season, 'notVisited'),
    townships: `${signOffAddress(code, season)}#townships`,
    unreviewed: review('submitted'),
    returned: review('returned'),
    urgent: findingsAddress(code, season, { only: 'urgent' }),
    plans: plansAddress(code, season, 'missing'),
    counties: `${signOffAddress(code, season)}#counties`,
    changed: `${signOffAddress(code, season)}#counties`,
  };
  return places[item];
}

/** What is open, each number with the list it is the length of. */
export function OpenItems({ open, code, season }: { open: OpenCounts; code: string; season: string }) {
  const { t } = useTranslation('sign-off');
  const items = OPEN_ITEMS.filter((item) => (open[item] ?? 0) > 0);
  if (items.length === 0) return <p className="text-ok">{t('open.none')}</p>;
  return (
    <ul className="max-w-form divide-y divide-line">
      {items.map((item) => (
        <li key={item}>
          <Link className="flex min-h-target items-center justify-between gap-4 py-1" to={listOf(item, code, season)}>
            <span className="link">{t(`open.item.${item}`)}</span>
            <span className="font-semibold tabular-nums">{formatCount(open[item] ?? 0)}</span>
          </Link>
        </li>
      ))}
    </ul>
  );
}
