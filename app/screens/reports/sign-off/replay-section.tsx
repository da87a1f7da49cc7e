import { Link } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import type { Measure } from '~/domain/indicators/measures';
import { formatCount } from '~/i18n/formats';
import { listName, listValue } from '~/screens/coverage/words';
import { ButtonLink } from '~/screens/shared/button';
import { Notice } from '~/screens/shared/notice';
import { type Column, Table } from '~/screens/shared/table';

type Difference = { measure: Measure; frozen: number; now: number };

export type ShownReplay = {
  figures: number;
  households: number;
  sameFacts: boolean;
  notReplayed: number;
  changed: (Difference & { division: string; name: string })[];
  moreChanged: number;
  behind: (Difference & { household: string; village: string })[];
  moreBehind: number;
  householdsBehind: number;
  changedFigures: number;
};

/** 复算: whether the frozen figures add up from the history, and what is otherwise today. */
export function ReplaySection({ replay, to, season }: { replay: ShownReplay | null; to: string; season: string }) {
  const { t } = useTranslation(['sign-off', 'coverage']);
  return (
    <section className="card mb-6 p-4" id="replay">
      <h2 className="mb-2 text-lead font-semibold">{t('replay.title')}</h2>
      <p className="mb-3 max-w-form text-ink-soft">{t('replay.lead')}</p>
      <ButtonLink to={to}>{t('replay.button')}</ButtonLink>
      {replay && <Found replay={replay} season={season} />}
    </section>
  );
}

function Found({ replay, season }: { replay: ShownReplay; season: string }) {
  const { t } = useTranslation(['sign-off', 'coverage']);
  const numbers = <Row extends Difference>(): Column<Row>[] => [
    { key: 'figure', heading: t('replay.figure'), cell: ({ measure }) => listName(t as never, measure) },
    { key: 'frozen', heading: t('replay.frozen'), cell: ({ measure, frozen }) => listValue(measure, frozen), number: true },
    { key: 'now', heading: t('replay.now'), cell: ({ measure, now }) => listValue(measure, now), number: true },
  ];
  const changed: Column<ShownReplay['changed'][number]>[] = [
    { key: 'division', heading: t('replay.division'), cell: ({ name }) => name },
    ...numbers<ShownReplay['changed'][number]>(),
  ];
  const behind: Column<ShownReplay['behind'][number]>[] = [
    {
      key: 'household',
      heading: t('replay.household'),
      cell: ({ household }) => (
        <Link className="link" to={`/households/${encodeURIComponent(household)}?${new URLSearchParams({ season }).toString()}`}>
          {household}
        </Link>
      ),
    },
    ...numbers<ShownReplay['behind'][number]>(),
  ];
  const right = replay.sameFacts && replay.notReplayed === 0;
  return (
    <div className="mt-4 flex flex-col gap-4">
      {right ? (
        <Notice
          tone="ok"
          live
          title={t('replay.same', { figures: formatCount(replay.figures), households: formatCount(replay.households) })}
        />
      ) : (
        <Notice
          tone="danger"
          live
          title={replay.sameFacts ? t('replay.notSame', { count: replay.notReplayed }) : t('replay.factsChanged')}
        />
      )}
      {replay.changedFigures === 0 && replay.householdsBehind === 0 ? (
        <p>{t('replay.unchanged')}</p>
      ) : (
        <>
          <p>{t('replay.changed', { count: replay.changedFigures, households: formatCount(replay.householdsBehind) })}</p>
          <Table columns={changed} rows={replay.changed} rowKey={(row) => row.division + row.measure} caption={t('replay.division')} />
          {replay.moreChanged > 0 && <p className="text-ink-soft">{t('replay.more', { count: replay.moreChanged })}</p>}
          <Table
            columns={behind}
            rows={replay.behind}
            rowKey={(row) => row.household + row.village + row.measure}
            caption={t('replay.household')}
          />
          {replay.moreBehind > 0 && <p className="text-ink-soft">{t('replay.more', { count: replay.moreBehind })}</p>}
        </>
      )}
    </div>
  );
}
