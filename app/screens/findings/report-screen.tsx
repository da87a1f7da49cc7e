import { Form, Link, useNavigation } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import type { ShownReport } from '~/domain/findings/problem-report';
import type { FormReply } from '~/i18n/form-reply';
import { formatInstant } from '~/i18n/formats';
import { Button } from '~/screens/shared/button';
import { ErrorSummary } from '~/screens/shared/error-summary';
import { TextField } from '~/screens/shared/field';
import { Chip } from '~/screens/shared/notice';
import { SentPicture } from '~/screens/shared/sent-picture';
import { DeskPage } from '~/screens/shell/desk-page';
import { Csrf } from '~/screens/shell/viewer';

type Props = {
  report: ShownReport & {
    household: string | null;
    householdSent: string;
    head: string | null;
    address: string | null;
    village: string;
    phoneSaid: string | null;
  };
  arrived: string[];
  mayAnswer: boolean;
  reply?: FormReply;
};

/** One report: what was said, its photos, and the answer the cadre will see. */
export function ReportScreen({ report, arrived, mayAnswer, reply }: Props) {
  const { t } = useTranslation('findings');
  const busy = useNavigation().state !== 'idle';
  return (
    <DeskPage
      heading={t('desk.one', { number: report.number })}
      narrow
      breadcrumb={[{ name: t('desk.title'), to: '/findings/reported' }, { name: t('desk.one', { number: report.number }) }]}
    >
      <ErrorSummary reply={reply} />
      <section className="card mb-4 p-4">
        <p className="mb-1 flex flex-wrap items-center gap-2">
          <Chip tone={report.kind === 'cold' ? 'danger' : 'attention'} icon="alert">
            {t(`kind.${report.kind}`)}
          </Chip>
          {report.household ? (
            <Link className="link font-semibold" to={`/households/${encodeURIComponent(report.household)}`}>
              {[report.head, report.address].filter(Boolean).join(' · ')}
            </Link>
          ) : (
            <span className="font-semibold">{t('desk.unknownHousehold', { number: report.householdSent })}</span>
          )}
          <span className="text-ink-soft">{report.village}</span>
        </p>
        <p className="mb-2 whitespace-pre-wrap">{report.text || t('desk.noText')}</p>
        <p className="text-small text-ink-faint">
          {t('desk.when', { at: formatInstant(report.reportedAt), by: report.by, received: formatInstant(report.receivedAt) })}
        </p>
        {report.phoneSaid && <p className="text-small text-attention">{t('desk.phoneSaid', { at: formatInstant(report.phoneSaid) })}</p>}
        {report.photos.length > 0 && report.household && (
          <ul className="mt-3 flex flex-wrap gap-2">
            {report.photos.map((sha256, at) => (
              <li key={sha256}>
                <SentPicture
                  sha256={sha256}
                  arrived={arrived.includes(sha256)}
                  label={t('form.photoNumbered', { number: at + 1 })}
                  className="h-32 w-32 object-cover"
                />
              </li>
            ))}
          </ul>
        )}
      </section>
      {report.answer && (
        <section className="card mb-4 border-l-4 border-l-ok p-4">
          <p className="whitespace-pre-wrap">{report.answer.text}</p>
          <p className="text-small text-ink-faint">
            {report.answer.by} · {formatInstant(report.answer.at)}
          </p>
        </section>
      )}
      {mayAnswer && (
        <Form method="post" noValidate className="card flex flex-col gap-3 p-4">
          <Csrf />
          <TextField
            name="answer"
            label={t(report.answer ? 'desk.answerAgain' : 'desk.answerLabel')}
            hint={t('desk.answerHint')}
            reply={reply}
            rows={4}
          />
          <div>
            <Button look="main" disabled={busy}>
              {t('desk.send')}
            </Button>
          </div>
        </Form>
      )}
    </DeskPage>
  );
}
