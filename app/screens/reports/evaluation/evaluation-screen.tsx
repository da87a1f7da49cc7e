import { Form, Link } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import type { DivisionStep } from '~/domain/coverage/division';
import type { EvaluationTexts } from '~/domain/report/evaluation/evaluation-texts';
import type { EvaluationPart } from '~/domain/report/evaluation/parts';
import type { FormReply } from '~/i18n/form-reply';
import { formatInstant } from '~/i18n/formats';
import { Button, ButtonLink } from '~/screens/shared/button';
import { ErrorSummary } from '~/screens/shared/error-summary';
import { Field, Select } from '~/screens/shared/field';
import { Notice } from '~/screens/shared/notice';
import { DeskPage } from '~/screens/shell/desk-page';
import { Csrf } from '~/screens/shell/viewer';
import { evaluationAddress, evaluationWordAddress } from './addresses';
import { EvaluationPartField, type ShownEvaluationPart } from './part-field';

type Props = {
  trail: readonly DivisionStep[];
  code: string;
  name: string;
  season: string;
  seasons: readonly string[];
  asOf: string;
  today: string;
  version: number;
  by: { name: string; at: string } | null;
  mayWrite: boolean;
  parts: readonly ShownEvaluationPart[];
  older: { version: number; texts: EvaluationTexts } | null;
  versions: readonly { version: number; by: string; at: string; parts: readonly EvaluationPart[] }[];
  done: 'saved' | 'nothing' | null;
  reply?: FormReply;
  busy: boolean;
};

/** 评估报告: its eight parts, each as the figures say it and as the office goes on, its versions, and the Word file. */
export function EvaluationScreen(props: Props) {
  const { trail, code, name, season, asOf, today, version, by, mayWrite, parts, done, busy } = props;
  const { t } = useTranslation('evaluation');
  const reply = withNews(props.reply, version, parts);
  const asked = { season, asOf: asOf === today ? null : asOf };
  return (
    <DeskPage
      heading={t('paper.title', { division: name })}
      breadcrumb={[...trail.map((step) => ({ name: step.name })), { name: t('title') }]}
      actions={
        <>
          <ButtonLink to={evaluationWordAddress(code, asked)} icon="down" download>
            {t('screen.word')}
          </ButtonLink>
          {trail[trail.length - 1]?.level === 'county' && (
            <ButtonLink to={`/villages/${code}/sheets?${new URLSearchParams({ season }).toString()}`} icon="down" download>
              {t('sheet.links')}
            </ButtonLink>
          )}
        </>
      }
    >
      <ErrorSummary reply={reply} />
      {done && !reply && <Notice tone="ok" title={done === 'saved' ? t('screen.saved', { version }) : t('screen.nothing')} live />}
      <p className="mb-1">
        {t('screen.facts', { season, day: asOf })}
        <span className="ml-3 text-ink-soft">
          {by ? t('screen.version', { version, by: by.name, at: formatInstant(by.at) }) : t('screen.noVersion')}
        </span>
      </p>
      <p className="mb-4 max-w-form text-ink-soft">{t('screen.what')}</p>
      <WhichFigures {...props} />
      {props.older && <OlderVersion older={props.older} back={evaluationAddress(code, asked)} />}
      {mayWrite ? (
        <Form method="post" action={evaluationAddress(code, asked)} noValidate>
          <Csrf />
          <input type="hidden" name="version" value={version} />
          {parts.map(({ part, text }) => (
            <input key={part} type="hidden" name={`was.${part}`} value={text} />
          ))}
          {parts.map((part) => (
            <EvaluationPartField key={part.part} shown={part} version={version} reply={reply} writable />
          ))}
          <div className="no-print sticky bottom-0 mb-4 flex flex-wrap items-center gap-3 border-t border-line bg-page py-3">
            <Button look="main" disabled={busy}>
              {t('screen.save')}
            </Button>
          </div>
        </Form>
      ) : (
        parts.map((part) => <EvaluationPartField key={part.part} shown={part} version={version} writable={false} />)
      )}
      <Versions {...props} />
    </DeskPage>
  );
}

/** Season and day of the figures. */
function WhichFigures({ season, seasons, asOf, today }: Pick<Props, 'season' | 'seasons' | 'asOf' | 'today'>) {
  const { t } = useTranslation('evaluation');
  return (
    <Form method="get" className="no-print mb-6 flex flex-wrap items-end gap-3" key={`${season}-${asOf}`}>
      <Select name="season" label={t('screen.season')} stored={season} options={seasons.map((one) => ({ value: one, label: one }))} />
      <Field name="asOf" type="date" label={t('screen.asOf')} max={today} stored={asOf} />
      <Button type="submit">{t('screen.show')}</Button>
    </Form>
  );
}

/** A refused form over a newer version: parts that this person had not touched show what is stored now. */
function withNews(reply: FormReply | undefined, version: number, parts: Props['parts']): FormReply | undefined {
  if (!reply || reply.typed.version === String(version)) return reply;
  const fresh = parts.filter(({ part }) => reply.typed[`text.${part}`] === reply.typed[`was.${part}`]);
  return { ...reply, typed: { ...reply.typed, ...Object.fromEntries(fresh.map(({ part, text }) => [`text.${part}`, text])) } };
}

function OlderVersion({ older, back }: { older: NonNullable<Props['older']>; back: string }) {
  const { t } = useTranslation('evaluation');
  const written = Object.entries(older.texts).filter(([, text]) => text !== '') as [EvaluationPart, string][];
  return (
    <section aria-labelledby="older" className="card mb-4 border-l-4 border-l-action p-4">
      <h2 id="older" className="mb-2 text-lead">
        {t('screen.oldTitle', { version: older.version })}
      </h2>
      {written.length === 0 && <p>{t('screen.nothingWritten')}</p>}
      {written.map(([part, text]) => (
        <div key={part} className="mb-3">
          <h3 className="font-semibold">{t(`numbered.${part}`)}</h3>
          <p className="whitespace-pre-wrap break-words">{text}</p>
        </div>
      ))}
      <Link className="link inline-flex min-h-target items-center" to={back}>
        {t('screen.back')}
      </Link>
    </section>
  );
}

function Versions({ code, season, asOf, today, versions }: Pick<Props, 'code' | 'season' | 'asOf' | 'today' | 'versions'>) {
  const { t } = useTranslation('evaluation');
  if (versions.length === 0) return null;
  return (
    <section aria-labelledby="versions" className="mb-6">
      <h2 id="versions" className="mb-2 text-lead">
        {t('screen.history')}
      </h2>
      <ol className="space-y-1">
        {versions.map(({ version, by, at, parts }) => (
          <li key={version} className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <span className="tabular-nums text-ink-soft">{formatInstant(at)}</span>
            <span>{by}</span>
            <span>{t('screen.saves', { version, parts: parts.map((part) => t(`part.${part}`)).join('、') })}</span>
            <Link
              className="link inline-flex min-h-target items-center"
              to={evaluationAddress(code, { season, asOf: asOf === today ? null : asOf, look: String(version) })}
            >
              {t('screen.look')}
            </Link>
          </li>
        ))}
      </ol>
    </section>
  );
}
