import { Form, Link, useNavigation } from '@remix-run/react';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { SPLIT_FIELDS } from '~/domain/household/ledger/event-form';
import { EVENT_KINDS, type EventKind } from '~/domain/household/ledger/household-change';
import { type FormReply, typedAt } from '~/i18n/form-reply';
import { Button, ButtonLink } from '~/screens/shared/button';
import { Choices } from '~/screens/shared/choices';
import { ErrorSummary } from '~/screens/shared/error-summary';
import { Field, TextField } from '~/screens/shared/field';
import { Csrf } from '~/screens/shell/viewer';
import { LedgerFieldInput } from './field-input';
import { type LedgerFormHousehold, LedgerFormPage } from './ledger-form-page';
import { VillageChoice } from './village-choice';

export type EventScreenProps = {
  /** Null: which kind is to be chosen first. */
  kind: EventKind | null;
  household: LedgerFormHousehold;
  today: string;
  /** The villages of the household's county that the person sees. */
  villages: readonly { code: string; name: string; township: string }[];
  reply?: FormReply;
};

/** 登记变更: 分户, 并户, 迁移 or 去世 of one household, which another person confirms. */
export function EventScreen({ kind, household, today, villages, reply }: EventScreenProps) {
  const { t } = useTranslation(['ledger', 'households']);
  const busy = useNavigation().state !== 'idle';
  const here = `/households/${encodeURIComponent(household.number)}`;
  if (kind === null)
    return (
      <LedgerFormPage heading={t('event.title')} household={household}>
        <ul className="max-w-form space-y-2">
          {EVENT_KINDS.map((one) => (
            <li key={one}>
              <Link
                to={`${here}/event?kind=${one}`}
                className="card block min-h-target px-3 py-2 text-ink no-underline hover:border-action-line"
              >
                <span className="block font-semibold">{t(`event.kinds.${one}`)}</span>
                <span className="block text-small text-ink-soft">{t(`event.what.${one}`)}</span>
              </Link>
            </li>
          ))}
        </ul>
      </LedgerFormPage>
    );
  return (
    <LedgerFormPage heading={t(`event.kinds.${kind}`)} household={household}>
      <p className="mb-4 text-ink-soft">{t('event.intro')}</p>
      <ErrorSummary reply={reply} />
      <Form method="post" noValidate className="max-w-form space-y-5" autoComplete="off">
        <Csrf />
        <input type="hidden" name="revision" value={typedAt(reply, 'revision', String(household.revision))} />
        <Field name="on" type="date" max={today} label={t('event.day')} reply={reply} stored={today} />
        {kind === 'split' && <Split reply={reply} />}
        {kind === 'merge' && <Merge reply={reply} />}
        {kind === 'move' && <Move reply={reply} villages={villages} here={household.villageCode} />}
        {kind === 'death' && <Death reply={reply} />}
        <Field name="document" label={t('event.document')} reply={reply} maxLength={200} />
        <TextField name="reason" label={t('event.reason')} rows={3} reply={reply} />
        <div className="grid grid-cols-2 gap-2">
          <ButtonLink to={here}>{t('households:cancel')}</ButtonLink>
          <Button look="main" disabled={busy}>
            {t('event.submit')}
          </Button>
        </div>
      </Form>
    </LedgerFormPage>
  );
}

type Part = { reply?: FormReply };

function Split({ reply }: Part) {
  const { t } = useTranslation('ledger');
  const own = { people: t('event.splitPeople'), elderly: t('event.splitElderly'), heatedArea: t('event.splitArea') };
  return (
    <>
      <p className="text-ink-soft">{t('event.splitIntro')}</p>
      {SPLIT_FIELDS.map((field) =>
        field === 'people' || field === 'elderly' || field === 'heatedArea' ? (
          <Field key={field} name={field} label={own[field]} reply={reply} inputMode="decimal" autoComplete="off" />
        ) : (
          <LedgerFieldInput key={field} field={field} stored={undefined} reply={reply} fresh />
        ),
      )}
    </>
  );
}

function Merge({ reply }: Part) {
  const { t } = useTranslation('ledger');
  return (
    <>
      <Field name="into" label={t('event.into')} reply={reply} autoComplete="off" maxLength={40} />
      <Choices
        name="houses"
        label={t('event.houses')}
        columns={1}
        options={[
          { value: 'two', label: t('event.two') },
          { value: 'one', label: t('event.one') },
        ]}
        reply={reply}
      />
    </>
  );
}

function Move({ reply, villages, here }: Part & { villages: EventScreenProps['villages']; here: string }) {
  const { t } = useTranslation('ledger');
  const [where, setWhere] = useState(typedAt(reply, 'where'));
  return (
    <>
      <Asked
        name="where"
        label={t('event.where')}
        options={[
          { value: 'within', label: t('event.within') },
          { value: 'out', label: t('event.out') },
        ]}
        reply={reply}
        value={where}
        onChange={setWhere}
      />
      {where === 'within' && (
        <>
          <VillageChoice
            label={t('event.village')}
            villages={villages.filter(({ code }) => code !== here)}
            chosen={typedAt(reply, 'village')}
          />
          <Field name="address" label={t('event.newAddress')} reply={reply} autoComplete="off" maxLength={100} />
        </>
      )}
      {where === 'out' && <Field name="to" label={t('event.to')} reply={reply} autoComplete="off" maxLength={100} />}
    </>
  );
}

function Death({ reply }: Part) {
  const { t } = useTranslation('ledger');
  const [left, setLeft] = useState(typedAt(reply, 'left'));
  const [account, setAccount] = useState(typedAt(reply, 'account'));
  return (
    <>
      <Asked
        name="left"
        label={t('event.left')}
        options={[
          { value: 'head', label: t('event.leftHead') },
          { value: 'nobody', label: t('event.leftNobody') },
        ]}
        reply={reply}
        value={left}
        onChange={setLeft}
      />
      {left === 'head' && (
        <>
          <Field name="head" label={t('event.newHead')} reply={reply} autoComplete="off" />
          <Field name="idNumber" label={t('event.newId')} reply={reply} autoComplete="off" maxLength={24} />
          <Field name="phone" label={t('event.newPhone')} reply={reply} autoComplete="off" inputMode="tel" />
          <Asked
            name="account"
            label={t('event.account')}
            options={[
              { value: 'keep', label: t('event.accountKeep') },
              { value: 'new', label: t('event.accountNew') },
              { value: 'none', label: t('event.accountNone') },
            ]}
            reply={reply}
            value={account}
            onChange={setAccount}
          />
          {account === 'new' && (
            <>
              <Field name="bankAccount" label={t('field.bankAccount')} reply={reply} autoComplete="off" maxLength={40} />
              <Field name="bankHolder" label={t('field.bankHolder')} reply={reply} autoComplete="off" />
            </>
          )}
        </>
      )}
    </>
  );
}

/** A choice that decides which fields follow. */
function Asked({
  value,
  onChange,
  ...rest
}: Part & {
  name: string;
  label: string;
  options: { value: string; label: string }[];
  value: string;
  onChange: (value: string) => void;
}): ReactNode {
  return <Choices {...rest} columns={1} chosen={value === '' ? [] : [value]} onChange={([next]) => onChange(next ?? '')} />;
}
