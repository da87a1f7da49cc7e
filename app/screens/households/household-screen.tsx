import { Form } from '@remix-run/react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { HouseholdStatus, Mode } from '~/domain/contract/enumerations';
import { NOBODY_DAYS_TO_CLOSE } from '~/domain/household/closure';
import { spokenNumber } from '~/domain/household/short-number';
import type { StateOfHousehold } from '~/domain/survey/household-state';
import type { SurveyRoom } from '~/domain/survey/room';
import { enumWord } from '~/i18n/enum-word';
import { Button, ButtonLink } from '~/screens/shared/button';
import { Chip, Notice } from '~/screens/shared/notice';
import { Csrf } from '~/screens/shell/viewer';
import { StateChip } from './state-chip';
import { useCardColumns, WorkPage } from './work-page';

/** What every page of one household begins with. */
export type HouseholdFrameProps = {
  household: {
    number: string;
    villageCode: string;
    village: string;
    township: string;
    head: string;
    address: string | null;
    status: HouseholdStatus;
    source: string;
  };
  /** Where the list was left; else the list from its beginning. */
  back?: string;
  state: StateOfHousehold;
  /** Of the draft only a call at which nobody could be visited was begun. */
  callBegun?: boolean;
  season: string | null;
  /** A visit of the season before can be compared with (wasVisited). */
  visitedBefore: boolean;
  /** No season is open, so nobody can be visited yet. */
  waitsForSeason: boolean;
  /** What the person may do here now. */
  may: { visit: boolean };
  problem: string | null;
  /** The server's answer to the visit this phone sent: refused, or left to the township. */
  said?: { tone: 'danger' | 'attention'; title: string; sentence: string } | null;
};

export type HouseholdScreenProps = HouseholdFrameProps & {
  household: {
    phoneMasked: string | null;
    residence: string;
    houseUse: string | null;
    people: number | null;
    elderly: number | null;
    heatedArea: number | null;
    note: string | null;
  };
  conversions: { mode: Mode }[];
  rooms: { season: string; rooms: SurveyRoom[] } | null;
  /** Its visits (PastVisits). */
  past: ReactNode;
  /** The subsidy of the household (PhoneSubsidy). */
  subsidy?: ReactNode;
  /** What was reported of it, and whom to call (ProblemsSection). */
  problems?: ReactNode;
};

/** One household on the phone: its state, the next step, and what is recorded. The desk's page is the ledger (LedgerScreen). */
export function HouseholdScreen(props: HouseholdScreenProps) {
  const { household } = props;
  const columns = useCardColumns();
  return (
    <HouseholdFrame {...props}>
      <div className={columns}>
        <Register {...props} />
        {props.problems}
        <Conversions conversions={props.conversions} />
        <Rooms rooms={props.rooms} heatedArea={household.heatedArea} />
        {props.subsidy}
        {props.past}
      </div>
    </HouseholdFrame>
  );
}

/** Head, state and next step of a household, and below them what the page shows. */
export function HouseholdFrame(props: HouseholdFrameProps & { children: ReactNode }) {
  const { t } = useTranslation(['households', 'survey', 'enums']);
  const { household, state } = props;
  return (
    <WorkPage
      heading={
        <span className="line-clamp-2">
          {household.head} <span className="text-body font-normal text-ink-soft">{household.address}</span>
        </span>
      }
      back={props.back ?? `/villages/${household.villageCode}`}
      crumbs={[
        { name: t('villages.heading'), to: '/villages' },
        { name: household.township },
        { name: household.village, to: `/villages/${household.villageCode}` },
        { name: household.head },
      ]}
      action={mayBeVisited(props) && <VisitActions {...props} />}
    >
      <div className="mb-4 flex flex-wrap items-center gap-x-3 gap-y-1">
        <StateChip state={state} status={household.status} />
        {household.source === 'field' && (
          <Chip tone="info" icon="plus">
            {t('addedInField')}
          </Chip>
        )}
        <span className="text-small text-ink-soft">{spokenNumber(household.number)}</span>
      </div>
      {props.problem && (
        <Notice tone="danger" live>
          {props.problem}
        </Notice>
      )}
      {props.said && (
        <Notice tone={props.said.tone} title={props.said.title}>
          <p>{props.said.sentence}</p>
        </Notice>
      )}
      <NextStep {...props} />
      {props.children}
    </WorkPage>
  );
}

function mayBeVisited({ state, season, waitsForSeason, may }: HouseholdFrameProps): boolean {
  return season !== null && !waitsForSeason && may.visit && state.state !== 'out_of_scope' && state.state !== 'approved';
}

/** 开始入户, with 没能入户 beside it. Above both stands 对照上季填 when the household was visited last season. */
function VisitActions({ household, state, callBegun, visitedBefore }: HouseholdFrameProps) {
  const { t } = useTranslation(['survey', 'households']);
  const visit = `/households/${encodeURIComponent(household.number)}/visit`;
  const word = state.state === 'returned' ? 'correct' : state.state === 'draft' ? 'goOn' : state.state === 'submitted' ? 'change' : 'visit';
  const closes = state.state !== 'submitted';
  // 接着填 leads to the form that was begun.
  const begunCall = callBegun && state.state === 'draft';
  const [first, second] = begunCall ? [`${visit}/closure`, visit] : [visit, `${visit}/closure`];
  const unchanged = word === 'visit' && visitedBefore;
  return (
    <div className={`one-column-when-large grid gap-2 ${closes ? 'grid-cols-[1fr_auto]' : ''}`}>
      {unchanged && (
        <ButtonLink to={`${visit}?card=unchanged`} look="main" className="col-span-full">
          {t('households:start.unchanged')}
        </ButtonLink>
      )}
      <ButtonLink to={first} look={closes && !unchanged ? 'main' : 'plain'} className="px-2 text-center">
        {t(`households:start.${word}`)}
      </ButtonLink>
      {closes && (
        <ButtonLink to={second} className="px-2 text-center">
          {t(begunCall ? 'households:start.visit' : 'outcomeTitle')}
        </ButtonLink>
      )}
    </div>
  );
}

/** What to do next, depending on the household's state. */
function NextStep(props: HouseholdFrameProps) {
  const { household, state, season, waitsForSeason, may } = props;
  const { t } = useTranslation(['survey', 'households', 'enums']);
  if (season === null || waitsForSeason)
    return (
      <Notice title={t('households:noSeason.title')}>
        <p>{t('households:noSeason.now')}</p>
      </Notice>
    );
  if (state.state === 'out_of_scope')
    return (
      <Notice title={t('outOfScope.title')}>
        <p>{t('outOfScope.now', { status: enumWord(t, 'householdStatus', household.status) })}</p>
      </Notice>
    );
  if (!may.visit) return null;
  if (state.state === 'approved')
    return (
      <Notice tone="ok" title={t('locked.title')}>
        <p>{t('locked.what', { season })}</p>
        <p>{t('locked.now')}</p>
      </Notice>
    );
  if (state.state !== 'returned' && state.state !== 'draft' && state.nobodyDays === 0) return null;
  return (
    <div className="mb-5 max-w-form space-y-2">
      {state.state === 'returned' && (
        <Notice tone="attention" title={t('returnedTitle')}>
          <p>{t('returnedNow')}</p>
        </Notice>
      )}
      {state.nobodyDays > 0 && (
        <p>{t('households:nobodySoFar', { count: state.nobodyDays, left: NOBODY_DAYS_TO_CLOSE - state.nobodyDays })}</p>
      )}
      {state.state === 'draft' && (
        <details className="text-ink-soft">
          <summary className="link flex min-h-target cursor-pointer items-center">{t('households:discard.ask')}</summary>
          <Form method="post" className="flex flex-wrap items-center gap-2">
            <Csrf />
            <span>{t('households:discard.what')}</span>
            <Button look="danger" name="do" value="discard-draft">
              {t('households:discard.do')}
            </Button>
          </Form>
        </details>
      )}
    </div>
  );
}

export function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="card p-3">
      <h2 className="mb-2 text-lead">{title}</h2>
      {children}
    </section>
  );
}

export function Lines({ lines }: { lines: [string, ReactNode][] }) {
  return (
    <dl className="one-column-when-large grid grid-cols-[auto_1fr] items-baseline gap-x-4 gap-y-1">
      {lines.map(([name, value]) => (
        <div key={name} className="contents">
          <dt className="text-ink-soft">{name}</dt>
          <dd className="min-w-0">{value ?? '—'}</dd>
        </div>
      ))}
    </dl>
  );
}

function Register({ household }: HouseholdScreenProps) {
  const { t } = useTranslation(['survey', 'households', 'enums']);
  const people =
    household.people === null
      ? null
      : household.elderly === null
        ? t('households:people', { count: household.people })
        : t('households:peopleAndElderly', { count: household.people, elderly: household.elderly });
  return (
    <Section title={t('block.household')}>
      <Lines
        lines={[
          [t('question.address'), household.address],
          [t('question.residence'), enumWord(t, 'residence', household.residence)],
          [t('question.people'), people],
          [t('question.houseUse'), household.houseUse && enumWord(t, 'houseUse', household.houseUse)],
          [t('question.phone'), household.phoneMasked],
          [t('households:status'), enumWord(t, 'householdStatus', household.status)],
          [t('question.note'), household.note],
        ]}
      />
    </Section>
  );
}

function Conversions({ conversions }: Pick<HouseholdScreenProps, 'conversions'>) {
  const { t } = useTranslation(['households', 'enums']);
  return (
    <Section title={t('conversion.title')}>
      {conversions.length === 0 && <p className="text-ink-soft">{t('conversion.none')}</p>}
      {conversions.map((conversion) => (
        <Lines key={conversion.mode} lines={[[t('conversion.mode'), enumWord(t, 'mode', conversion.mode)]]} />
      ))}
    </Section>
  );
}

export function Rooms({ rooms, heatedArea }: { rooms: HouseholdScreenProps['rooms']; heatedArea: number | null }) {
  const { t } = useTranslation(['survey', 'households', 'enums']);
  return (
    <Section title={t('block.rooms')}>
      {!rooms && (
        <p className="text-ink-soft">
          {heatedArea === null ? t('households:rooms.none') : t('households:rooms.noneButArea', { area: heatedArea })}
        </p>
      )}
      {rooms && (
        <>
          <p className="mb-1 text-small text-ink-soft">{t('households:rooms.season', { season: rooms.season })}</p>
          <ul className="divide-y divide-line">
            {rooms.rooms.map((room) => (
              <li key={room.room} className="flex flex-wrap items-center gap-x-3 py-1">
                <span className="font-medium">{enumWord(t, 'roomKind', room.kind)}</span>
                <span>
                  {room.heatedArea} {t('unit.heatedArea')}
                </span>
                {room.letting !== 'own' && <Chip tone="info">{enumWord(t, 'letting', room.letting)}</Chip>}
                <span className={room.connected ? 'text-ink-soft' : 'text-attention'}>
                  {t(room.connected ? 'summaryConnected' : 'summaryNotConnected')}
                </span>
                <span className={room.use === 'coal' ? 'text-danger' : 'text-ink-soft'}>{enumWord(t, 'roomUse', room.use)}</span>
              </li>
            ))}
          </ul>
        </>
      )}
    </Section>
  );
}
