import { Form, useNavigation } from '@remix-run/react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type FormReply, typedAt } from '~/i18n/form-reply';
import { Button } from '~/screens/shared/button';
import { TextField } from '~/screens/shared/field';
import { Csrf } from '~/screens/shell/viewer';
import { OwnerFields, type PossibleOwner } from './owner-fields';

type Bulk = 'assign' | 'ask';
type Props = {
  chosen: readonly { number: string; revision: number }[];
  owners: readonly PossibleOwner[];
  reply?: FormReply;
};

/** 勾选后一起办: what was ticked is assigned together, or progress is asked for. */
export function BulkBar({ chosen, owners, reply }: Props) {
  const { t } = useTranslation('findings-desk');
  const busy = useNavigation().state !== 'idle';
  const refused = typedAt(reply, 'bulk');
  const [open, setOpen] = useState<Bulk | null>(refused === 'assign' || refused === 'ask' ? refused : null);
  if (chosen.length === 0 && open === null) return <p className="no-print mb-2 text-small text-ink-faint">{t('bulk.none')}</p>;
  return (
    <section aria-label={t('bulk.title')} className="card no-print mb-3 p-3">
      <div className="flex flex-wrap items-center gap-2">
        <span className="font-medium" role="status">
          {t('bulk.chosen', { count: chosen.length })}
        </span>
        {(['assign', 'ask'] as const).map((bulk) => (
          <Button
            key={bulk}
            type="button"
            look={open === bulk ? 'main' : 'plain'}
            aria-expanded={open === bulk}
            onClick={() => setOpen(open === bulk ? null : bulk)}
          >
            {t(`bulk.${bulk}`)}
          </Button>
        ))}
      </div>
      {open && (
        <Form key={open} method="post" noValidate className="mt-3 flex max-w-form flex-col gap-3">
          <Csrf />
          <input type="hidden" name="bulk" value={open} />
          {chosen.map(({ number, revision }) => (
            <input key={number} type="hidden" name="rows" value={`${revision}:${number}`} />
          ))}
          {open === 'assign' ? (
            <OwnerFields owners={owners} reply={refused === open ? reply : undefined} />
          ) : (
            <TextField
              name="text"
              label={t('bulk.askText')}
              hint={t('bulk.askHint')}
              maxLength={1000}
              rows={2}
              reply={refused === open ? reply : undefined}
            />
          )}
          <div>
            <Button look="main" disabled={busy || chosen.length === 0}>
              {t(`bulk.${open}`)}
            </Button>
          </div>
        </Form>
      )}
    </section>
  );
}
