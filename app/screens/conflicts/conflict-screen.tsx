import { Form, Link, useNavigation } from '@remix-run/react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { FormReply } from '~/i18n/form-reply';
import { formatInstant } from '~/i18n/formats';
import { Button } from '~/screens/shared/button';
import { ErrorSummary } from '~/screens/shared/error-summary';
import { TextField } from '~/screens/shared/field';
import { Notice } from '~/screens/shared/notice';
import { DeskPage } from '~/screens/shell/desk-page';
import { Csrf } from '~/screens/shell/viewer';
import { FieldPictures } from './field-pictures';
import { fieldLabel, fieldText } from './field-words';

export type ConflictProps = {
  id: string;
  household: string;
  head: string;
  village: string;
  revision: number;
  /** `phoneSaid`: what the phone's clock showed, when it was wrong. */
  mine: { by: string; at: string; visitedAt: string; phoneSaid?: string };
  theirs: { by: string; at: string } | null;
  fields: readonly Sides[];
  alsoTaken: readonly Sides[];
  arrived: readonly string[];
  reply?: FormReply;
};
type Sides = { field: string; before?: unknown; mine?: unknown; theirs?: unknown };
type Choice = 'mine' | 'theirs';

/**
 * 一处冲突: each field with its three values (before, the phone's, the current one). The choices are real radio buttons, so that
 * they work by keyboard.
 */
export function ConflictScreen({ id, household, head, village, revision, mine, theirs, fields, alsoTaken, arrived, reply }: ConflictProps) {
  const { t } = useTranslation(['sync', 'survey', 'enums']);
  const busy = useNavigation().state !== 'idle';
  const [chosen, setChosen] = useState<Record<string, Choice>>(() =>
    Object.fromEntries(
      fields.flatMap(({ field }) => {
        const typed = reply?.typed[`use.${field}`];
        return typed === 'mine' || typed === 'theirs' ? [[field, typed]] : [];
      }),
    ),
  );
  const all = (choice: Choice) => setChosen(Object.fromEntries(fields.map(({ field }) => [field, choice])));
  return (
    <DeskPage
      heading={t('sync:conflict.title', { head, number: household })}
      breadcrumb={[{ name: t('sync:conflicts.title'), to: '/conflicts' }, { name: `${village} ${head}` }]}
      narrow
    >
      <ErrorSummary reply={reply} />
      {fields.length === 0 ? (
        <Notice title={t('sync:conflict.nothingLeft')} />
      ) : (
        <p className="mb-3 text-ink-soft">{t('sync:conflict.intro')}</p>
      )}
      <dl className="mb-3 grid gap-x-6 gap-y-1 text-small tablet:grid-cols-2">
        <div>
          <dt className="font-semibold">{t('sync:conflict.mine')}</dt>
          <dd>
            {t('sync:conflict.mineBy', { name: mine.by, at: formatInstant(mine.at) })} ·{' '}
            {t('sync:conflict.visited', { at: formatInstant(mine.visitedAt) })}
            {mine.phoneSaid && ` · ${t('sync:conflict.phoneSaid', { at: formatInstant(mine.phoneSaid) })}`}
          </dd>
        </div>
        {theirs && (
          <div>
            <dt className="font-semibold">{t('sync:conflict.theirs')}</dt>
            <dd>{t('sync:conflict.theirsBy', { name: theirs.by, at: formatInstant(theirs.at) })}</dd>
          </div>
        )}
      </dl>
      <Form method="post" noValidate>
        <Csrf />
        <input type="hidden" name="revision" value={revision} />
        {fields.length > 1 && (
          <p className="mb-2 flex flex-wrap gap-2">
            <Button type="button" onClick={() => all('mine')}>
              {t('sync:conflict.allMine')}
            </Button>
            <Button type="button" onClick={() => all('theirs')}>
              {t('sync:conflict.allTheirs')}
            </Button>
          </p>
        )}
        <div className="space-y-3">
          {fields.map((sides) => (
            <FieldChoice
              key={`${id}-${sides.field}`}
              sides={sides}
              arrived={arrived}
              chosen={chosen[sides.field]}
              onChoose={(choice) => setChosen({ ...chosen, [sides.field]: choice })}
            />
          ))}
        </div>
        {alsoTaken.length > 0 && (
          <section aria-labelledby="also" className="my-4">
            <h2 id="also" className="font-semibold">
              {t('sync:conflict.also')}
            </h2>
            <ul className="list-disc pl-5">
              {alsoTaken.map(({ field, mine: value }) => (
                <li key={field}>
                  {t('sync:field.said', { field: fieldLabel(t, field), value: fieldText(t, field, value) })}
                  <FieldPictures field={field} value={value} arrived={arrived} />
                </li>
              ))}
            </ul>
          </section>
        )}
        <div className="my-4">
          <TextField name="reason" label={t('sync:conflict.reason')} hint={t('sync:conflict.reasonHint')} reply={reply} rows={2} />
        </div>
        <div className="flex flex-wrap items-center gap-3">
          <Button look="main" disabled={busy}>
            {t('sync:conflict.save')}
          </Button>
          <Link className="link" to="/conflicts">
            {t('sync:conflict.back')}
          </Link>
        </div>
      </Form>
    </DeskPage>
  );
}

function FieldChoice({
  sides,
  arrived,
  chosen,
  onChoose,
}: {
  sides: Sides;
  arrived: readonly string[];
  chosen: Choice | undefined;
  onChoose: (choice: Choice) => void;
}) {
  const { t } = useTranslation(['sync', 'survey', 'enums']);
  const label = fieldLabel(t, sides.field);
  return (
    <fieldset className="card p-3">
      <legend className="float-left mb-2 w-full font-semibold">{label}</legend>
      <p className="clear-left mb-2 text-small text-ink-faint">
        {t('sync:field.said', { field: t('sync:conflict.before'), value: fieldText(t, sides.field, sides.before) })}
      </p>
      <div className="grid gap-2 tablet:grid-cols-2">
        {(['mine', 'theirs'] as const).map((choice) => (
          <label
            key={choice}
            className={`flex min-h-target cursor-pointer items-start gap-2 rounded border px-3 py-2
              ${chosen === choice ? 'border-action bg-action-wash' : 'border-line-strong bg-paper'}`}
          >
            <input
              type="radio"
              name={`use.${sides.field}`}
              value={choice}
              checked={chosen === choice}
              onChange={() => onChoose(choice)}
              className="mt-1.5"
            />
            <span className="min-w-0">
              <span className="block text-small text-ink-faint">{t(`sync:conflict.${choice}`)}</span>
              <span className="block whitespace-pre-wrap break-words font-medium">{fieldText(t, sides.field, sides[choice])}</span>
              <FieldPictures field={sides.field} value={sides[choice]} arrived={arrived} />
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
