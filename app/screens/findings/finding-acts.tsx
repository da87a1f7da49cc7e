import { Form, useNavigation } from '@remix-run/react';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { FINDING_ACTS, type FindingAct } from '~/domain/findings/desk/finding-acts';
import { type FormReply, typedAt } from '~/i18n/form-reply';
import type { FindingLine } from '~/reports/tables/findings-list';
import { Button, ButtonLink } from '~/screens/shared/button';
import { ErrorSummary } from '~/screens/shared/error-summary';
import { TextField } from '~/screens/shared/field';
import { Csrf } from '~/screens/shell/viewer';
import { findingAddress } from './addresses';
import { EvidenceField } from './evidence-field';
import { OwnerFields, type PossibleOwner } from './owner-fields';

export type ForbiddenActs = Partial<Record<FindingAct, string | null>>;

type Props = {
  finding: Pick<FindingLine, 'number' | 'revision' | 'unit' | 'person' | 'dueOn' | 'measures' | 'urgent'> & { ownerAccount: string | null };
  owners: readonly PossibleOwner[];
  forbidden: ForbiddenActs;
  act: FindingAct | null;
  reply?: FormReply;
};

/** 办理: one act at a time. What cannot be done is said before anybody types. */
export function FindingActs({ finding, owners, forbidden, act, reply }: Props) {
  const { t } = useTranslation('findings-desk');
  const own = FINDING_ACTS.filter((one) => forbidden[one] !== undefined);
  if (own.length === 0) return null;
  // What was typed for an act that has become impossible meanwhile stays to be read and copied.
  const shown = act !== null && own.includes(act) && (forbidden[act] === null || reply !== undefined) ? act : null;
  const reasons = [...new Set(own.flatMap((one) => forbidden[one] ?? []))];
  // A closed one has nothing to press: one sentence says it better than a row of dead buttons.
  const isOver = reasons.length === 1 && own.every((one) => forbidden[one] === reasons[0]);
  return (
    <section aria-labelledby="acts" className="card no-print mb-4 p-4">
      <h2 id="acts" className="mb-2 text-lead">
        {t('act.title')}
      </h2>
      <ErrorSummary reply={reply} />
      {isOver ? (
        <p className="text-ink-soft">{reasons[0]}</p>
      ) : (
        <div className="flex flex-wrap gap-2">
          {own.map((one) =>
            forbidden[one] === null ? (
              <ButtonLink key={one} to={`${findingAddress(finding.number)}?act=${one}`} look={shown === one ? 'main' : 'plain'} stay>
                {t(`act.${one}`)}
              </ButtonLink>
            ) : (
              <Button key={one} type="button" disabled title={forbidden[one] ?? ''} aria-describedby="act-reasons">
                {t(`act.${one}`)}
              </Button>
            ),
          )}
        </div>
      )}
      {reasons.length > 0 && !isOver && (
        <ul id="act-reasons" className="mt-2 space-y-1 text-small text-ink-soft">
          {reasons.map((reason) => (
            <li key={reason}>
              {own
                .filter((one) => forbidden[one] === reason)
                .map((one) => t(`act.${one}`))
                .join('、')}
              ：{reason}
            </li>
          ))}
        </ul>
      )}
      {shown && (
        <ActForm
          key={shown}
          act={shown}
          finding={finding}
          owners={owners}
          blocked={forbidden[shown] !== null}
          reply={typedAt(reply, 'act') === shown ? reply : undefined}
        />
      )}
    </section>
  );
}

type FormProps = Omit<Props, 'forbidden' | 'act'> & { act: FindingAct; blocked: boolean };

function ActForm({ act, finding, owners, blocked, reply }: FormProps) {
  const { t } = useTranslation('findings-desk');
  const busy = useNavigation().state !== 'idle';
  // The form begins anew when it was taken; while it is refused, everything typed and chosen stays, also when somebody else was quicker.
  const seen = useRef(finding.revision);
  if (!reply) seen.current = finding.revision;
  return (
    <Form
      key={seen.current}
      method="post"
      action={`${findingAddress(finding.number)}?act=${act}`}
      encType="multipart/form-data"
      noValidate
      className="mt-4 flex flex-col gap-3 border-t border-line pt-3"
    >
      <Csrf />
      <input type="hidden" name="act" value={act} />
      <input type="hidden" name="revision" value={finding.revision} />
      {act === 'assign' ? (
        <>
          <OwnerFields
            owners={owners}
            reply={reply}
            stored={{ account: finding.ownerAccount, unit: finding.unit, person: finding.person, due: finding.dueOn }}
          />
          <TextField
            name="measures"
            label={t('act.measures')}
            optional={t('act.optional')}
            maxLength={1000}
            rows={3}
            reply={reply}
            stored={finding.measures ?? ''}
          />
        </>
      ) : (
        <TextField
          name="text"
          label={t(`act.${act}Text`)}
          hint={act === 'exception' ? t('act.exceptionHint') : t('act.privacy')}
          maxLength={1000}
          rows={4}
          reply={reply}
        />
      )}
      {act !== 'assign' && act !== 'return' && (
        <EvidenceField reply={reply} needed={act === 'exception' || (act === 'close' && finding.urgent)} />
      )}
      <div>
        <Button look="main" disabled={busy || blocked}>
          {t(`act.${act}`)}
        </Button>
      </div>
    </Form>
  );
}
