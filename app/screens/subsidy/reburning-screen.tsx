import { useTranslation } from 'react-i18next';
import type { Continuity } from '~/domain/contract/enumerations';
import { formatRate, rateOf } from '~/domain/indicators/rate';
import { EmptyState } from '~/screens/shared/empty-state';
import { Table } from '~/screens/shared/table';
import { ContinuityChip } from './continuity-chip';
import { Counted, CountsBehind } from './overview-screen';
import { SubsidyPageFrame, type SubsidyPlace } from './subsidy-page';

export type CrossRow = {
  continuity: Continuity;
  households: number;
  reburning: number;
  surveyed: number;
  suspected: number;
  notUsed: number;
};
type Row = Omit<CrossRow, 'continuity'> & { continuity: Continuity | null };

/** 补贴与复烧: whether households whose subsidy stops burn coal again. Each number links to its households. */
export function ReburningScreen({ rows, ...place }: SubsidyPlace & { rows: readonly CrossRow[] }) {
  const { t } = useTranslation(['subsidy', 'enums']);
  const { trail, season } = place;
  const division = trail[trail.length - 1]!;
  const sum = (key: 'households' | 'reburning' | 'surveyed' | 'suspected' | 'notUsed') => rows.reduce((total, row) => total + row[key], 0);
  const total: Row = {
    continuity: null,
    households: sum('households'),
    reburning: sum('reburning'),
    surveyed: sum('surveyed'),
    suspected: sum('suspected'),
    notUsed: sum('notUsed'),
  };
  const answer = answerOf(rows);
  const counted = (key: 'reburning' | 'suspected' | 'notUsed' | 'households', flag: string) => (row: Row) =>
    row.continuity === null ? (
      <Counted code={division.code} season={season} flag={key === 'households' ? 'H' : flag} count={row[key]} />
    ) : (
      <Counted
        code={division.code}
        season={season}
        flag={`continuity.${row.continuity}`}
        also={key === 'households' ? undefined : flag}
        count={row[key]}
      />
    );
  return (
    <SubsidyPageFrame page="reburning" heading={t('reburning.title', { name: division.name })} {...place}>
      {total.households === 0 ? (
        <EmptyState title={t('reburning.none', { season })}>
          <p>{t('reburning.noneNow')}</p>
        </EmptyState>
      ) : (
        <>
          <p className="mb-3 text-lead">
            {answer
              ? t('reburning.answer', {
                  cut: formatRate(answer.cut.numerator, answer.cut.denominator),
                  kept: formatRate(answer.kept.numerator, answer.kept.denominator),
                })
              : t('reburning.noAnswer')}
          </p>
          <Table<Row>
            caption={t('reburning.title', { name: division.name })}
            rows={rows}
            rowKey={(row) => row.continuity ?? 'total'}
            total={total}
            columns={[
              {
                key: 'continuity',
                heading: t('reburning.state'),
                cell: (row) => (row.continuity === null ? t('sum') : <ContinuityChip continuity={row.continuity} />),
              },
              { key: 'households', heading: t('households'), number: true, cell: counted('households', 'H') },
              { key: 'reburning', heading: t('reburning.confirmed'), number: true, cell: counted('reburning', 'B') },
              {
                key: 'rate',
                heading: t('reburning.rate'),
                number: true,
                cell: (row) => (
                  <span className="block whitespace-nowrap leading-tight">
                    <span className="block">{formatRate(row.reburning, row.surveyed)}</span>
                    <CountsBehind
                      code={division.code}
                      season={season}
                      also={row.continuity === null ? undefined : `continuity.${row.continuity}`}
                      counts={[
                        [row.reburning, 'B'],
                        [row.surveyed, 'IV'],
                      ]}
                    />
                  </span>
                ),
              },
              { key: 'suspected', heading: t('reburning.suspected'), number: true, cell: counted('suspected', 'Q') },
              { key: 'notUsed', heading: t('reburning.notUsed'), number: true, cell: counted('notUsed', 'notUsed') },
            ]}
          />
          <p className="mt-2 text-small text-ink-faint">{t('reburning.basis')}</p>
        </>
      )}
    </SubsidyPageFrame>
  );
}

/**
 * The comparison the table answers: the reburning rate where the subsidy was cut, late or stopped, and where it continued. Null
 * unless both exist.
 */
function answerOf(rows: readonly CrossRow[]) {
  const of = (states: readonly Continuity[]) => {
    const some = rows.filter((row) => states.includes(row.continuity));
    return rateOf(
      some.reduce((sum, row) => sum + row.reburning, 0),
      some.reduce((sum, row) => sum + row.surveyed, 0),
    );
  };
  const [cut, kept] = [of(['arrears', 'interrupted', 'reduced']), of(['continuous'])];
  return cut.rate === null || kept.rate === null ? null : { cut, kept };
}
