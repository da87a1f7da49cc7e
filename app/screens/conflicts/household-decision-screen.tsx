import { Form, useNavigation } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import type { Residence } from '~/domain/contract/enumerations';
import { enumWord } from '~/i18n/enum-word';
import type { FormReply } from '~/i18n/form-reply';
import { formatInstant } from '~/i18n/formats';
import { Button } from '~/screens/shared/button';
import { Choices } from '~/screens/shared/choices';
import { ErrorSummary } from '~/screens/shared/error-summary';
import { TextField } from '~/screens/shared/field';
import { Chip } from '~/screens/shared/notice';
import { DeskPage } from '~/screens/shell/desk-page';
import { Csrf } from '~/screens/shell/viewer';

export type HouseholdToDecide = {
  id: string;
  reason: 'might_be_same' | 'retired' | 'out_of_scope' | null;
  village: string;
  by: string;
  receivedAt: string;
  visits: number;
  head: string;
  address: string;
  residence: Residence;
  why: string;
  phoneMasked: string;
  idMasked: string;
};
type Candidate = {
  number: string;
  head: string;
  address: string | null;
  residence: string;
  phoneMasked: string | null;
  idMasked: string | null;
  visited: boolean;
};

/** One added household beside those it might be: the same one, another one, or none. */
export function HouseholdDecisionScreen({
  household,
  candidates,
  reply,
}: {
  household: HouseholdToDecide;
  candidates: Candidate[];
  reply?: FormReply;
}) {
  const { t } = useTranslation(['added', 'sync', 'enums']);
  const busy = useNavigation().state !== 'idle';
  const lines = (one: { address: string | null; residence: string; phoneMasked: string | null; idMasked: string | null }) =>
    [
      [t('desk.door'), one.address],
      [t('desk.residence'), enumWord(t, 'residence', one.residence)],
      [t('desk.phone'), one.phoneMasked],
      [t('desk.id'), one.idMasked],
    ] as const;
  return (
    <DeskPage
      heading={t('desk.one', { head: household.head })}
      breadcrumb={[{ name: t('sync:conflicts.title'), to: '/conflicts' }, { name: t('desk.one', { head: household.head }) }]}
    >
      <ErrorSummary reply={reply} />
      <p className="mb-2 flex flex-wrap items-center gap-2">
        {household.reason && <Chip tone="attention">{t(`desk.why.${household.reason}`)}</Chip>}
        <span className="text-ink-soft">{household.village}</span>
      </p>
      <div className="mb-4 grid gap-3 tablet:grid-cols-2 wide:grid-cols-3">
        <Side title={household.head} lines={lines(household)}>
          <p className="text-small text-ink-soft">{t('desk.sent', { by: household.by, at: formatInstant(household.receivedAt) })}</p>
          <p className="text-small text-ink-soft">{t('desk.reason', { text: household.why })}</p>
          {household.visits > 0 && <p className="text-small text-attention">{t('desk.visits', { count: household.visits })}</p>}
        </Side>
        {candidates.map((candidate) => (
          <Side key={candidate.number} title={`${candidate.head} · ${candidate.number}`} lines={lines(candidate)}>
            {candidate.visited && <p className="text-small text-attention">{t('desk.sameVisited')}</p>}
          </Side>
        ))}
      </div>
      <Form method="post" noValidate className="card flex max-w-form flex-col gap-4 p-4">
        <Csrf />
        <Choices
          name="choice"
          label={t('desk.decide')}
          columns={1}
          reply={reply}
          options={[
            ...candidates.map(({ number, head, address }) => ({
              value: `same:${number}`,
              label: t('desk.same', { head, door: address ?? '—', number }),
            })),
            { value: 'new', label: t('desk.new') },
            { value: 'set-aside', label: t('desk.setAside'), hint: t('desk.setAsideHint') },
          ]}
        />
        <TextField name="reason" label={t('desk.decisionReason')} reply={reply} rows={2} />
        <div>
          <Button look="main" disabled={busy}>
            {t('desk.submit')}
          </Button>
        </div>
      </Form>
    </DeskPage>
  );
}

function Side({
  title,
  lines,
  children,
}: {
  title: string;
  lines: readonly (readonly [string, string | null])[];
  children: React.ReactNode;
}) {
  return (
    <section className="card p-3">
      <h2 className="mb-1 font-semibold">{title}</h2>
      <dl className="grid grid-cols-[auto_1fr] gap-x-3">
        {lines.map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="text-ink-soft">{name}</dt>
            <dd>{value || '—'}</dd>
          </div>
        ))}
      </dl>
      {children}
    </section>
  );
}
