import { useTranslation } from 'react-i18next';
import type { ProblemKind } from '~/domain/findings/problem-report';
import { dayInShanghai } from '~/domain/time/calendar-day';
import { seasonBefore } from '~/domain/time/heating-season';
import { rightNow } from '~/offline/device/keep-clock';
import { begunReport } from '~/offline/submissions/report-problem';
import { visitsNow } from '~/offline/villages/visits-now';
import { PhoneSubsidy } from '~/screens/field/phone-subsidy';
import { FindingsSection } from '~/screens/findings/cadre-findings';
import { CallButtons } from '~/screens/findings/call-buttons';
import { ColdTonight } from '~/screens/findings/cold-tonight';
import { ProblemsSection } from '~/screens/findings/problems-section';
import { PastVisits } from '~/screens/households/past-visits';
import { Notice } from '~/screens/shared/notice';
import { usePhone } from '../field-context';
import { dutyPhonesOf } from './duty-phones';
import { loadWords } from './later-words';

/** 上报与电话 of a household, on the phone: comes behind the page. */
function HouseholdProblems({ number }: { number: string }) {
  const phone = usePhone();
  const found = phone.household(number);
  if (!found) return null;
  return (
    <>
      <AddedState id={number} />
      <FindingsSection
        findings={(found.village.village.findings?.list ?? []).filter(({ household }) => household === found.household.number)}
        today={dayInShanghai(rightNow(phone))}
      />
      <ProblemsSection
        number={number}
        mayReport
        begun={begunReport(phone, number) !== null}
        waiting={phone
          .submitted('waiting')
          .filter((one) => one.kind === 'problem' && one.household === number)
          .map(({ id, content, queuedAt }) => {
            const { kind, text, photos } = content as { kind: ProblemKind; text: string; photos: string[] };
            return { id, kind, text, photos: photos.length, at: queuedAt };
          })
          .reverse()}
        reports={found.household.reports ?? []}
        phones={dutyPhonesOf(found.village.village)}
      />
    </>
  );
}

/** How far a household is that this phone added. */
function AddedState({ id }: { id: string }) {
  const { t } = useTranslation('added');
  const added = usePhone().submissions.get(id);
  if (!added?.shown) return null;
  if (added.state === 'refused')
    return (
      <Notice tone="danger" title={t('setAside')}>
        <p>{added.sentence}</p>
      </Notice>
    );
  const at = added.state === 'kept' && !added.number ? 'undecided' : 'waits';
  return (
    <Notice tone="attention" title={t(`state.${at}.title`)}>
      <p>{t(`state.${at}.what`)}</p>
    </Notice>
  );
}

/** Its subsidies, and whom to ask about them. */
function HouseholdSubsidy({ number }: { number: string }) {
  const found = usePhone().household(number);
  return (
    found && <PhoneSubsidy seasons={found.household.subsidy ?? []} calls={<CallButtons phones={dutyPhonesOf(found.village.village)} />} />
  );
}

export const loadHouseholdSubsidy = async () => {
  await loadWords('findings', 'phone');
  return { default: HouseholdSubsidy };
};

/** What was said of it, by season. */
function HouseholdPast({ number }: { number: string }) {
  const phone = usePhone();
  const found = phone.household(number);
  if (!found) return null;
  const { household, village } = found;
  const mode = household.mode ?? 'none';
  const last = seasonBefore(village.season);
  return (
    <PastVisits
      visits={[
        ...visitsNow(household, phone.waitingOf(household.number)).map(({ id, day, visitor, kind, outcome, status, answers, remarks }) => ({
          id,
          season: village.season,
          day,
          visitor,
          kind,
          outcome,
          status,
          answers,
          mode,
          remarks,
        })),
        ...(household.lastAnswers
          ? [
              {
                id: 'last',
                season: last,
                day: household.lastDay ?? '',
                visitor: '',
                kind: 'survey' as const,
                outcome: 'done' as const,
                status: 'approved' as const,
                answers: household.lastAnswers,
                mode,
                remarks: [],
              },
            ]
          : []),
      ]}
    />
  );
}

export const loadHouseholdPast = async () => ({ default: HouseholdPast });

/** What to do tonight, beside a room temperature below the limit. */
function ColdRoom({ number }: { number: string }) {
  const found = usePhone().household(number);
  const report = `/households/${encodeURIComponent(number)}/report?kind=cold`;
  return found && <ColdTonight phones={dutyPhonesOf(found.village.village)} report={report} />;
}

export const loadColdRoom = async () => {
  await loadWords('findings');
  return { default: ColdRoom };
};

export const loadHouseholdProblems = async () => {
  await loadWords('findings', 'findings-yard', 'added');
  return { default: HouseholdProblems };
};
