import { lazy, Suspense, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { type ActionFunctionArgs, redirect, useParams } from 'react-router-dom';
import { HouseholdScreen } from '~/screens/households/household-screen';
import { listAddress } from '~/screens/households/last-list';
import { type Field, usePhone } from './field-context';
import { Unknown } from './unknown-page';
import { householdPage } from './views';

/** These come behind the page. */
const Subsidy = lazy(async () => (await import('./later/behind-household')).loadHouseholdSubsidy());
const Past = lazy(async () => (await import('./later/behind-household')).loadHouseholdPast());
const Problems = lazy(async () => (await import('./later/behind-household')).loadHouseholdProblems());

export const householdRoute = (field: Field) => ({ Component: HouseholdPage, action: discardAction(field) });

function HouseholdPage() {
  const phone = usePhone();
  const { t } = useTranslation('field');
  const { number = '' } = useParams();
  const found = phone.household(number);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the phone's data change in place; their version tells that they did.
  const page = useMemo(() => found && householdPage(phone, found.household, found.village), [phone, phone.version, number]);
  if (!page) return <Unknown />;
  const own = found!.household.number;
  const refused = phone.waitingOf(own).find((one) => one.state === 'refused');
  const notice = phone.notices.get(own);
  const said = refused
    ? { tone: 'danger' as const, title: t('household.refused'), sentence: refused.sentence ?? '' }
    : notice && (notice.status === 'conflict' || notice.status === 'quarantined' || notice.status === 'merged')
      ? { tone: 'attention' as const, title: t(`household.${notice.status}`), sentence: notice.sentence }
      : null;
  return (
    <HouseholdScreen
      {...page}
      back={listAddress(found!.village.village.code)}
      subsidy={
        <Suspense>
          <Subsidy number={number} />
        </Suspense>
      }
      past={
        <Suspense>
          <Past number={number} />
        </Suspense>
      }
      problems={
        <Suspense>
          <Problems number={number} />
        </Suspense>
      }
      problem={null}
      said={said}
    />
  );
}

/** Deletes the draft, as the same form does on the server. */
const discardAction =
  ({ phone }: Field) =>
  async ({ request, params }: ActionFunctionArgs) => {
    const number = params.number ?? '';
    if ((await request.formData()).get('do') === 'discard-draft') await phone.discardDraft(number);
    return redirect(`/households/${encodeURIComponent(number)}`);
  };
