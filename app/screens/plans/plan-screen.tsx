import { Form, Link } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import type { DivisionStep } from '~/domain/coverage/division';
import { formatRate } from '~/domain/indicators/rate';
import type { PlanPart } from '~/domain/plans/parts/parts';
import type { PlanState } from '~/domain/plans/plan-states';
import { unscaled } from '~/domain/subsidy/exact-decimal';
import type { FormReply } from '~/i18n/form-reply';
import { formatCount, formatInstant } from '~/i18n/formats';
import type { TableWords } from '~/i18n/plan-words';
import { Button, ButtonLink } from '~/screens/shared/button';
import { ErrorSummary } from '~/screens/shared/error-summary';
import { Notice } from '~/screens/shared/notice';
import { type Column, Table } from '~/screens/shared/table';
import { DeskPage } from '~/screens/shell/desk-page';
import { Csrf } from '~/screens/shell/viewer';
import { planAddress, plansAddress } from './addresses';
import { type ComparedVersions, Comparison } from './comparison';
import { PlanDecisions } from './decisions';
import { HeadFields } from './head-fields';
import { PartField, type ShownPart } from './part-field';
import { type Followed, ShareChange } from './share-change';
import { PlanStateChip } from './state-chip';
import { WordsTable } from './words-table';

type Step = {
  at: string;
  by: string;
  kind: 'drafted' | 'saved' | 'submitted' | 'approved' | 'returned' | 'reopened';
  version: number;
  words: string | null;
};
type Plan = {
  trail: readonly DivisionStep[];
  number: string;
  season: string;
  state: PlanState;
  version: number;
  by: string;
  at: string;
  head: { name: string; unit: string; person: string; dueOn: string | null; budget: number | null };
  villages: readonly { code: string; name: string }[];
  asOf: string;
  parts: readonly (ShownPart & { part: PlanPart })[];
  duties: TableWords;
  steps: readonly Step[];
  follow: readonly Followed[];
  again: boolean;
  compared: ComparedVersions | null;
  may: { write: boolean; save: boolean; decide: boolean; own: boolean };
};
type Done = 'created' | 'saved' | 'nothing' | 'submit' | 'approve' | 'return' | 'reopen' | null;

/** 一个方案: its ten parts beside what the records say, its versions, its way to approval, and how its villages did since. */
export function PlanScreen({ plan, done, reply: refused, busy }: { plan: Plan; done: Done; reply?: FormReply; busy: boolean }) {
  const { t } = useTranslation('plans');
  const { trail, number, head, state, version, may } = plan;
  const county = trail[trail.length - 1]?.code ?? '';
  const stored = {
    name: head.name,
    unit: head.unit,
    person: head.person,
    dueOn: head.dueOn ?? '',
    budget: head.budget === null ? '' : unscaled(head.budget, 6),
  };
  const reply = withNews(refused, plan, stored);
  const said =
    done &&
    (done === 'created' || done === 'nothing' ? t(`one.${done}`) : done === 'saved' ? t('one.saved', { version }) : t(`one.did.${done}`));
  return (
    <DeskPage
      heading={head.name}
      breadcrumb={[...trail.map((step) => ({ name: step.name, to: plansAddress(step.code, plan.season) })), { name: number }]}
      actions={
        <ButtonLink to={`/plans/${county}/${number}/word`} icon="down" download>
          {t('one.word')}
        </ButtonLink>
      }
    >
      <ErrorSummary reply={reply} />
      {said && !reply && <Notice tone="ok" title={said} live />}
      {plan.again && (
        <Notice
          tone="attention"
          title={t('follow.again', {
            season: plan.follow
              .filter((one, at) => at > 0 && one.triggers.length > 0)
              .map((one) => one.season)
              .join('、'),
          })}
        />
      )}
      <p className="mb-1 flex flex-wrap items-center gap-2">
        <PlanStateChip state={state} />
        <span>{t('one.facts', { season: plan.season, version, by: plan.by, at: formatInstant(plan.at) })}</span>
      </p>
      <p className="mb-4">{t('one.villages', { names: plan.villages.map(({ name }) => name).join(t('comma')) })}</p>
      <PlanDecisions state={state} version={version} may={may} reply={reply} busy={busy} />
      {plan.compared && <Comparison compared={plan.compared} />}
      {may.save ? (
        <Form method="post" noValidate>
          <Csrf />
          <input type="hidden" name="do" value="save" />
          <input type="hidden" name="version" value={version} />
          {Object.entries(begunWith(plan, stored)).map(([key, value]) => (
            <input key={key} type="hidden" name={`was.${key}`} value={value} />
          ))}
          <section className="card mb-4 p-4">
            <HeadFields reply={reply} stored={stored} />
          </section>
          <Parts plan={plan} reply={reply} />
          <div className="no-print sticky bottom-0 mb-4 flex flex-wrap items-center gap-3 border-t border-line bg-page py-3">
            <Button look="main" disabled={busy}>
              {t('one.save')}
            </Button>
            <span className="text-ink-soft">{t('one.inPaper')}</span>
          </div>
        </Form>
      ) : (
        <Parts plan={plan} />
      )}
      <FollowUp plan={plan} />
      <Steps plan={plan} county={county} />
    </DeskPage>
  );
}

/** What the form starts with, by field. */
function begunWith(plan: Plan, stored: Record<string, string>): Record<string, string> {
  return { ...stored, ...Object.fromEntries(plan.parts.map(({ part, text }) => [`text.${part}`, text])) };
}

/** A refused form over a newer version: fields that this person had not touched show what is stored now. */
function withNews(reply: FormReply | undefined, plan: Plan, stored: Record<string, string>): FormReply | undefined {
  if (!reply || reply.typed.version === String(plan.version)) return reply;
  const fresh = Object.entries(begunWith(plan, stored)).filter(([key]) => reply.typed[key] === reply.typed[`was.${key}`]);
  return { ...reply, typed: { ...reply.typed, ...Object.fromEntries(fresh) } };
}

function Parts({ plan, reply }: { plan: Plan; reply?: FormReply }) {
  return (
    <>
      {plan.parts.map((part) => (
        <PartField key={part.part} shown={part} version={plan.version} reply={reply} writable={plan.may.save}>
          {part.part === 'duties' && <WordsTable table={plan.duties} />}
        </PartField>
      ))}
    </>
  );
}

function FollowUp({ plan }: { plan: Plan }) {
  const { t } = useTranslation('plans');
  const signed = (value: number) => (value > 0 ? `+${formatCount(value)}` : formatCount(value));
  const columns: Column<Followed>[] = [
    { key: 'season', heading: t('column.season'), cell: (row) => row.season },
    { key: 'compared', heading: t('column.compared'), number: true, cell: (row) => formatCount(row.compared) },
    { key: 'unstable', heading: t('column.unstable'), number: true, cell: (row) => formatCount(row.unstable) },
    { key: 'unstableShare', heading: t('column.unstableShare'), number: true, cell: (row) => formatRate(row.unstable, row.compared) },
    { key: 'unstableChange', heading: t('list.change'), number: true, cell: (row) => signed(row.unstableChange) },
    { key: 'unstableDirection', heading: t('follow.share'), cell: (row) => <ShareChange change={row.unstableShare} /> },
    { key: 'reburning', heading: t('column.reburning'), number: true, cell: (row) => formatCount(row.reburning) },
    { key: 'reburnShare', heading: t('column.reburnShare'), number: true, cell: (row) => formatRate(row.reburning, row.compared) },
    { key: 'reburningChange', heading: t('list.change'), number: true, cell: (row) => signed(row.reburningChange) },
    { key: 'reburnDirection', heading: t('follow.share'), cell: (row) => <ShareChange change={row.reburnShare} /> },
  ];
  return (
    <section aria-labelledby="follow" className="mb-6">
      <h2 id="follow" className="mb-1 text-lead">
        {t('follow.title')}
      </h2>
      <p className="mb-2 text-ink-soft">{t('follow.what', { season: plan.season })}</p>
      <Table columns={columns} rows={plan.follow} rowKey={(row) => row.season} caption={t('follow.title')} />
      {plan.follow.length < 2 && <p className="mt-2 text-ink-soft">{t('follow.none')}</p>}
    </section>
  );
}

function Steps({ plan, county }: { plan: Plan; county: string }) {
  const { t } = useTranslation('plans');
  return (
    <section aria-labelledby="steps" className="mb-6">
      <h2 id="steps" className="mb-2 text-lead">
        {t('one.steps')}
      </h2>
      <ol className="space-y-1">
        {plan.steps.map((step) => (
          <li key={`${step.kind}-${step.version}-${step.at}`} className="flex flex-wrap gap-x-3 gap-y-1">
            <span className="tabular-nums text-ink-soft">{formatInstant(step.at)}</span>
            <span>{step.by}</span>
            <span>{t(`one.step.${step.kind}`, { version: step.version })}</span>
            {step.words && <span className="text-ink-soft">{step.words}</span>}
            {step.kind === 'saved' && (
              <Link className="link" to={planAddress(county, plan.number, { compare: String(step.version) })}>
                {t('one.compare')}
              </Link>
            )}
          </li>
        ))}
      </ol>
    </section>
  );
}
