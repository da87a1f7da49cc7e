import { Form, Link } from '@remix-run/react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type FormReply, typedAt } from '~/i18n/form-reply';
import { formatCount, formatInstant } from '~/i18n/formats';
import { listAddress } from '~/screens/coverage/addresses';
import { Button } from '~/screens/shared/button';
import { Select, TextField } from '~/screens/shared/field';
import { Chip } from '~/screens/shared/notice';
import { type Column, Table } from '~/screens/shared/table';
import { Csrf } from '~/screens/shell/viewer';

export type TownshipRow = {
  code: string;
  name: string;
  missing: number;
  last: { closed: boolean; at: string; by: string; missing: number; words: string | null } | null;
};

type Props = { townships: readonly TownshipRow[]; season: string; mayClose: readonly string[]; reply?: FormReply; busy: boolean };

/** 乡镇办结: the townships and what each said last. */
export function Townships({ townships, season, mayClose, reply, busy }: Props) {
  const { t } = useTranslation('sign-off');
  const columns: Column<TownshipRow>[] = [
    { key: 'name', heading: t('township.name'), cell: ({ name }) => name },
    {
      key: 'missing',
      heading: t('township.missing'),
      cell: ({ code, missing }) => <Missing code={code} season={season} missing={missing} />,
      number: true,
    },
    {
      key: 'state',
      heading: t('township.state'),
      cell: ({ last }) => <Chip tone={last?.closed ? 'ok' : 'attention'}>{t(last?.closed ? 'township.closed' : 'township.open')}</Chip>,
    },
    {
      key: 'by',
      heading: t('township.by'),
      cell: ({ last }) => last && [t('township.at', { by: last.by, at: formatInstant(last.at) }), last.words].filter(Boolean).join(' · '),
    },
  ];
  const own = townships.filter(({ code }) => mayClose.includes(code));
  return (
    <section className="card mb-6 p-4" id="townships" aria-labelledby="townships-title">
      <h2 className="mb-2 text-lead font-semibold" id="townships-title">
        {t('township.title')}
      </h2>
      <Table columns={columns} rows={townships} rowKey={({ code }) => code} caption={t('township.title')} />
      {own.length > 0 && <CloseTownship own={own} season={season} reply={reply} busy={busy} />}
    </section>
  );
}

function Missing({ code, season, missing }: { code: string; season: string; missing: number }) {
  if (missing === 0) return '0';
  return (
    <Link className="link" to={listAddress(code, season, 'notVisited')}>
      {formatCount(missing)}
    </Link>
  );
}

function CloseTownship({
  own,
  season,
  reply: refused,
  busy,
}: {
  own: readonly TownshipRow[];
  season: string;
  reply?: FormReply;
  busy: boolean;
}) {
  const { t } = useTranslation('sign-off');
  const reply = refused && typedAt(refused, 'do') !== 'prepare' ? refused : undefined;
  const [code, setCode] = useState(typedAt(reply, 'township', own[0]!.code));
  const chosen = own.find((one) => one.code === code) ?? own[0]!;
  return (
    <Form method="post" className="mt-4 flex max-w-form flex-col gap-3">
      <Csrf />
      <input type="hidden" name="season" value={season} />
      {own.length > 1 ? (
        <Select
          name="township"
          label={t('township.name')}
          reply={reply}
          stored={chosen.code}
          options={own.map((one) => ({ value: one.code, label: one.name }))}
          onChange={(event) => setCode(event.currentTarget.value)}
        />
      ) : (
        <input type="hidden" name="township" value={chosen.code} />
      )}
      <TextField name="words" label={t('township.words')} hint={t('township.wordsHint')} rows={2} maxLength={500} reply={reply} />
      <div>
        <Button look={chosen.last?.closed ? undefined : 'main'} name="do" value={chosen.last?.closed ? 'reopen' : 'close'} disabled={busy}>
          {t(chosen.last?.closed ? 'township.reopen' : 'township.close')}
        </Button>
      </div>
    </Form>
  );
}
