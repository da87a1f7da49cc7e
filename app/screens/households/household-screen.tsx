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

export type HouseholdScreenProps = {
  household: {
    number: string;
    villageCode: string;
    village: string;
    township: string;
    head: string;
    address: string | null;
    phoneMasked: string | null;
    residence: string;
    houseUse: string | null;
    status: HouseholdStatus;
    people: number | null;
    elderly: number | null;
    heatedArea: number | null;
    note: string | null;
    source: string;
  };
  /** Where the list was left; else the list from its beginning. */
  back?: string;
  state: StateOfHousehold;
  /** Of the draft only a call at which nobody could be visited was begun. */
  callBegun?: boolean;
  season: string | null;
  conversions: {
    current: boolean;
    mode: Mode;
    device: string | null;
    year: number | null;
    installedOn: string | null;
    connectedOn: string | null;
    stoveRemovedOn: string | null;
    heatSource: string | null;
  }[];
  rooms: { season: string; rooms: SurveyRoom[] } | null;
  /** A visit of the season before can be compared with (wasVisited). */
  visitedBefore: boolean;
  /** Its visits (PastVisits). */
  past: ReactNode;
  /** The subsidy of the household (HouseholdSubsidy or PhoneSubsidy). */
  subsidy?: ReactNode;
  /** What was reported of it, and whom to call (ProblemsSection). */
  problems?: ReactNode;
  /** No season is open, so nobody can be visited yet. */
  waitsForSeason: boolean;
  /** What the person may do here now. */
  may: { visit: boolean; unmask: boolean; correct: boolean };
  /** The whole phone number, given only after it was asked for. */
  phone: string | null;
  problem: string | null;
  /** The server's answer to the visit this phone sent: refused, or left to the township. */
  said?: { tone: 'danger' | 'attention'; title: string; sentence: string } | null;
};

/** One household: its state, the next step, and what is recorded. */
export function HouseholdScreen(props: HouseholdScreenProps) {
  const { t } = useTranslation(['households', 'survey', 'enums']);
  const { household, state } = props;
  const columns = useCardColumns();
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
      <div className={columns}>
        <Register {...props} />
        {props.problems}
        <Conversions conversions={props.conversions} />
        <Rooms rooms={props.rooms} heatedArea={household.heatedArea} />
        {props.subsidy}
        {props.past}
      </div>
    </WorkPage>
  );
}

function mayBeVisited({ state, season, waitsForSeason, may }: HouseholdScreenProps): boolean {
  return season !== null && !waitsForSeason && may.visit && state.state !== 'out_of_scope' && state.state !== 'approved';
}

/** 开始入户, with 没能入户 beside it. Above both stands 对照上季填 when the household was visited last season. */
function VisitActions({ household, state, callBegun, visitedBefore }: HouseholdScreenProps) {
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
function NextStep(props: HouseholdScreenProps) {
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

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="card p-3">
      <h2 className="mb-2 text-lead">{title}</h2>
      {children}
    </section>
  );
}

function Lines({ lines }: { lines: [string, ReactNode][] }) {
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

function Register({ household, may, phone }: HouseholdScreenProps) {
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
          [t('question.phone'), <Phone key="phone" masked={household.phoneMasked} phone={phone} may={may.unmask} />],
          [t('households:status'), enumWord(t, 'householdStatus', household.status)],
          [t('question.note'), household.note],
        ]}
      />
      {may.correct && (
        <div className="mt-3">
          <ButtonLink to={`/households/${encodeURIComponent(household.number)}/correct`} icon="edit">
            {t('households:toCorrect')}
          </ButtonLink>
        </div>
      )}
    </Section>
  );
}

/** The masked phone number. An explicit press, which is recorded, shows it whole. */
function Phone({ masked, phone, may }: { masked: string | null; phone: string | null; may: boolean }) {
  const { t } = useTranslation('households');
  if (phone)
    return (
      <a className="link inline-flex min-h-target items-center" href={`tel:${phone}`}>
        {phone}
      </a>
    );
  if (!masked) return <>—</>;
  return (
    <span className="inline-flex flex-wrap items-center gap-x-2">
      <span>{masked}</span>
      {may && (
        <Form method="post" preventScrollReset>
          <Csrf />
          <Button look="quiet" name="do" value="unmask-phone" title={t('unmaskHint')}>
            {t('unmask')}
          </Button>
        </Form>
      )}
    </span>
  );
}

function Conversions({ conversions }: Pick<HouseholdScreenProps, 'conversions'>) {
  const { t } = useTranslation(['households', 'enums']);
  return (
    <Section title={t('conversion.title')}>
      {conversions.length === 0 && <p className="text-ink-soft">{t('conversion.none')}</p>}
      {conversions.map((conversion, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the entries have no key of their own, and a row has no state.
        <div key={at} className={at > 0 ? 'mt-3 border-t border-line pt-3 text-ink-soft' : undefined}>
          {!conversion.current && <p className="text-small">{t('conversion.former')}</p>}
          <Lines
            lines={[
              [t('conversion.mode'), enumWord(t, 'mode', conversion.mode)],
              ...present([t('conversion.device'), conversion.device && enumWord(t, 'device', conversion.device)]),
              ...present([t('conversion.year'), conversion.year === null ? null : String(conversion.year)]),
              ...present([t('conversion.installedOn'), conversion.installedOn]),
              ...present([t('conversion.connectedOn'), conversion.connectedOn]),
              ...present([t('conversion.heatSource'), conversion.heatSource]),
              ...present([t('conversion.stoveRemovedOn'), conversion.stoveRemovedOn]),
            ]}
          />
        </div>
      ))}
    </Section>
  );
}

function present(line: [string, string | null]): [string, string][] {
  return line[1] ? [[line[0], line[1]]] : [];
}

function Rooms({ rooms, heatedArea }: { rooms: HouseholdScreenProps['rooms']; heatedArea: number | null }) {
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
