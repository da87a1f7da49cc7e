import { Form, Link } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import type { ReasonSays } from '~/domain/quality/reason';
import type { QuestionKey } from '~/domain/survey/questions/questions';
import type { FormReply } from '~/i18n/form-reply';
import { formatInstant } from '~/i18n/formats';
import { Button, ButtonLink } from '~/screens/shared/button';
import { ErrorSummary } from '~/screens/shared/error-summary';
import { TextField } from '~/screens/shared/field';
import { Notice } from '~/screens/shared/notice';
import { DeskPage } from '~/screens/shell/desk-page';
import { Csrf } from '~/screens/shell/viewer';
import { qualityAddress } from './quality-page';
import { reasonSentence } from './reason-sentence';
import { SideBySide } from './side-by-side';

type Props = {
  reason: ReasonSays & {
    season: string;
    visits: readonly string[];
    lookedAt: string | null;
    lookedBy: string | null;
    lookedWords: string | null;
  };
  records: readonly { id: string; household: string; head: string; day: string; visitor: string }[];
  answers: readonly { question: QuestionKey; values: readonly unknown[]; differs: boolean }[];
  trail: readonly { code: string; name: string }[];
  mayLook: boolean;
  from: string;
  reply?: FormReply;
};

/** 一条值得一看: the records side by side, and what a person wrote after looking. */
export function ReasonScreen({ reason, records, answers, trail, mayLook, from, reply }: Props) {
  const { t } = useTranslation('quality');
  return (
    <DeskPage
      heading={`${t(`kind.${reason.kind}`)} · ${trail[trail.length - 1]!.name}`}
      breadcrumb={trail.map((step) => ({ name: step.name, to: qualityAddress(step.code, reason.season, 'reasons') }))}
      actions={<ButtonLink to={qualityAddress(from, reason.season, 'reasons')}>{t('reason.back')}</ButtonLink>}
    >
      <ErrorSummary reply={reply} />
      <p className="mb-3 max-w-form">{reasonSentence(t, reason)}</p>
      {reason.lookedAt && (
        <Notice tone="ok">
          <p>{t('reason.lookedBy', { at: formatInstant(reason.lookedAt), by: reason.lookedBy ?? '', words: reason.lookedWords ?? '' })}</p>
        </Notice>
      )}
      <h2 className="mb-2 text-lead">{t('reason.records')}</h2>
      <ul className="mb-3 flex flex-wrap gap-x-4 gap-y-1">
        {records.map((record) => (
          <li key={record.id}>
            <Link className="link" to={`/review?${new URLSearchParams({ visit: record.id }).toString()}`}>
              {t('reason.record', record)}
            </Link>
          </li>
        ))}
      </ul>
      <SideBySide
        columns={records.map(({ id, household, day, visitor }) => ({
          key: id,
          heading: `${household} ${t('reason.visit', { day, by: visitor })}`,
        }))}
        rows={answers}
      />
      {reason.visits.length > records.length && (
        <p className="mb-3 text-ink-soft">{t('reason.more', { shown: records.length, all: reason.visits.length })}</p>
      )}
      {mayLook && (
        <Form method="post" className="no-print max-w-form space-y-3">
          <Csrf />
          <TextField name="words" label={t('reason.words')} hint={t('reason.wordsHint')} reply={reply} rows={2} />
          <Button look={reason.lookedAt ? 'plain' : 'main'}>{t(reason.lookedAt ? 'reason.again' : 'reason.look')}</Button>
        </Form>
      )}
    </DeskPage>
  );
}
