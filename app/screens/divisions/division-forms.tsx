import { Form, useNavigation } from '@remix-run/react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { keysOf } from '~/domain/contract/enumerations';
import { codeLengthOf, levelBelow } from '~/domain/divisions/division-code';
import { type FormReply, sentenceAt } from '~/i18n/form-reply';
import { DivisionChooser } from '~/screens/accounts/division-chooser';
import { Button } from '~/screens/shared/button';
import { Choices } from '~/screens/shared/choices';
import { Field, Select } from '~/screens/shared/field';
import { Icon } from '~/screens/shared/icon';
import { Csrf } from '~/screens/shell/viewer';
import type { ShownDivision } from './shown-division';

type Props = { division: ShownDivision; today: string; reply?: FormReply };

/** The forms to change a division. The one that was refused is open. */
export function DivisionForms({ division, today, reply }: Props) {
  const { t } = useTranslation(['accounts', 'enums', 'common']);
  const below = levelBelow(division.level);
  const replyOf = (intent: string) => (reply?.typed.intent === intent ? reply : undefined);
  const village = division.level === 'village';
  const zones = [
    { value: '', label: t('divisions.zoneUnknown') },
    ...keysOf('zoneType').map((key) => ({ value: key, label: t(`enums:zoneType.${key}`) })),
  ];
  return (
    <div className="no-print space-y-2">
      <Measure intent="change" title={t('divisions.change')} submit={t('divisions.changeSubmit')} reply={replyOf('change')}>
        {(own, id) => (
          <>
            <Field id={id('name')} name="name" label={t('divisions.name')} reply={own} stored={division.name} />
            {village && (
              <>
                <Select
                  id={id('zoneType')}
                  name="zoneType"
                  label={t('divisions.zoneType')}
                  options={zones}
                  reply={own}
                  stored={division.zoneType ?? ''}
                />
                <Choices
                  name="within5km"
                  many
                  columns={1}
                  label={t('divisions.within5km')}
                  options={[{ value: 'yes', label: t('divisions.yes') }]}
                  reply={own}
                  chosen={division.within5km ? ['yes'] : []}
                />
                <Choices
                  name="relocating"
                  many
                  columns={1}
                  label={t('divisions.relocating')}
                  options={[{ value: 'yes', label: t('divisions.yes') }]}
                  reply={own}
                  chosen={division.relocating ? ['yes'] : []}
                />
                <Field
                  id={id('completedOn')}
                  name="completedOn"
                  type="date"
                  label={t('divisions.completedOn')}
                  optional={t('common:form.optional')}
                  reply={own}
                  stored={division.completedOn ?? ''}
                />
              </>
            )}
            <Field id={id('on')} name="on" type="date" label={t('divisions.changeOn')} reply={own} stored={today} />
            <Reason id={id('reason')} reply={own} />
          </>
        )}
      </Measure>
      {below && (
        <Measure intent="add" title={t(`divisions.add.${below}`)} submit={t('divisions.addSubmit')} reply={replyOf('add')}>
          {(own, id) => (
            <>
              <Field
                id={id('code')}
                name="code"
                label={t('divisions.code')}
                hint={t('divisions.codeHint', { length: codeLengthOf(below), parent: division.code })}
                inputMode="numeric"
                reply={own}
                stored={division.code}
              />
              <Field id={id('name')} name="name" label={t('divisions.name')} reply={own} />
              {below === 'village' && (
                <Select id={id('zoneType')} name="zoneType" label={t('divisions.zoneType')} options={zones} reply={own} />
              )}
              <Field id={id('validFrom')} name="validFrom" type="date" label={t('divisions.validFrom')} reply={own} stored={today} />
              <Reason id={id('reason')} reply={own} />
            </>
          )}
        </Measure>
      )}
      {!division.top && (
        <>
          <Measure
            intent="merge"
            title={t('divisions.merge')}
            submit={t('divisions.mergeSubmit')}
            reply={replyOf('merge')}
            danger
            why={t(village ? 'divisions.mergeWhyVillage' : 'divisions.mergeWhy')}
          >
            {(own, id) => (
              <>
                <DivisionChooser
                  name="into"
                  label={t('divisions.mergeInto')}
                  optionsUrl="/settings/divisions/options"
                  levels={[division.level]}
                  chosen={[]}
                  one
                  sentence={sentenceAt(own, 'into')}
                />
                <Field id={id('on')} name="on" type="date" label={t('divisions.mergeOn')} reply={own} stored={today} />
                <Reason id={id('reason')} reply={own} />
              </>
            )}
          </Measure>
          <Measure
            intent="close"
            title={t('divisions.close')}
            submit={t('divisions.closeSubmit')}
            reply={replyOf('close')}
            danger
            why={t('divisions.closeWhy')}
          >
            {(own, id) => (
              <>
                <Field id={id('on')} name="on" type="date" label={t('divisions.closeOn')} reply={own} stored={today} />
                <Reason id={id('reason')} reply={own} />
              </>
            )}
          </Measure>
        </>
      )}
    </div>
  );
}

function Reason({ id, reply }: { id: string | undefined; reply?: FormReply }) {
  const { t } = useTranslation('accounts');
  return <Field id={id} name="reason" label={t('divisions.reason')} hint={t('divisions.reasonHint')} reply={reply} />;
}

type MeasureProps = {
  intent: string;
  title: string;
  submit: string;
  why?: string;
  danger?: boolean;
  reply?: FormReply;
  /** The fields. A refused form has the plain ids, which the summary links to. */
  children: (reply: FormReply | undefined, id: (name: string) => string | undefined) => ReactNode;
};

function Measure({ intent, title, submit, why, danger, reply, children }: MeasureProps) {
  const busy = useNavigation().state !== 'idle';
  return (
    <details className="card" open={reply !== undefined}>
      <summary className="flex min-h-target cursor-pointer list-none items-center justify-between px-4 py-2 font-semibold">
        {title}
        <Icon name="down" className="text-ink-faint" />
      </summary>
      <Form method="post" noValidate className="flex flex-col gap-4 border-t border-line p-4">
        <Csrf />
        <input type="hidden" name="intent" value={intent} />
        {why && <p className="text-ink-soft">{why}</p>}
        {children(reply, (name) => (reply ? undefined : `${intent}-${name}`))}
        <div>
          <Button look={danger ? 'danger' : 'main'} disabled={busy}>
            {submit}
          </Button>
        </div>
      </Form>
    </details>
  );
}
