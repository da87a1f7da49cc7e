import { Form } from '@remix-run/react';
import { type FormEvent, type ReactNode, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { keysOf } from '~/domain/contract/enumerations';
import { type Policy, policySchema } from '~/domain/subsidy/policy';
import { policyOfForm, shareCapField, shareField, TIER_ROWS } from '~/domain/subsidy/policy-form';
import { type FormReply, sentenceAt, typedAt, typedOf } from '~/i18n/form-reply';
import { Button, ButtonLink } from '~/screens/shared/button';
import { Choices } from '~/screens/shared/choices';
import { ErrorSummary } from '~/screens/shared/error-summary';
import { Field, FieldError, fieldId, Select } from '~/screens/shared/field';
import { Notice } from '~/screens/shared/notice';
import { Csrf } from '~/screens/shell/viewer';
import { subsidyAddress } from '~/screens/subsidy/addresses';
import { SubsidyPageFrame, type SubsidyPlace } from '~/screens/subsidy/subsidy-page';
import { PolicyExample } from './policy-example';
import { groupWord } from './policy-words';

type Props = SubsidyPlace & {
  /** The values the form starts with: none, the policy to change, or the one to supersede. */
  stored: Record<string, string | string[]>;
  /** The number of the policy that is changed; null for a new one. */
  changes: string | null;
  supersedes: { policy: string; document: string } | null;
  /** Numbers of the policies here, to choose the one that is superseded. */
  others: readonly string[];
  reply?: FormReply;
  busy: boolean;
};

/** 新政策 / 改政策: every field of a document, with an example beside it that is recomputed while one types. */
export function PolicyFormScreen({ stored, changes, supersedes, others, reply, busy, ...place }: Props) {
  const { t } = useTranslation(['subsidy', 'enums', 'common']);
  const { trail, season } = place;
  const division = trail[trail.length - 1]!;
  const form = useRef<HTMLFormElement>(null);
  const text = (name: string): string => {
    const value = stored[name];
    return Array.isArray(value) ? (value[0] ?? '') : (value ?? '');
  };
  const list = (name: string): string[] => [stored[name] ?? []].flat();
  const [pricing, setPricing] = useState(typedAt(reply, 'pricing', text('pricing')) || 'rate');
  const [unit, setUnit] = useState(typedAt(reply, 'unit', text('unit')));
  const [typed, setTyped] = useState<Policy | null>(null);
  const read = (event: FormEvent<HTMLFormElement>) => {
    const parsed = policySchema.safeParse(policyOfForm(typedOf(new FormData(event.currentTarget))));
    setTyped(parsed.success ? parsed.data : null);
  };
  const heading = changes === null ? t('policy.new') : t('policy.change', { policy: changes });
  const money = t('yuanUnit');
  return (
    <SubsidyPageFrame page="policies" heading={heading} below {...place}>
      <ErrorSummary reply={reply} />
      {supersedes && (
        <Notice title={t('policy.supersedes', { policy: supersedes.policy, document: supersedes.document })}>
          <p>{t('policy.supersedesWhat')}</p>
        </Notice>
      )}
      <div className="grid grid-cols-1 items-start gap-6 wide:grid-cols-[minmax(0,1fr)_22rem]">
        <Form method="post" ref={form} onInput={read} onChange={read} className="space-y-5">
          <Csrf />
          <input type="hidden" name="division" value={division.code} />
          <input type="hidden" name="season" value={season} />
          <Part title={t('policy.partDocument')}>
            <div className="grid gap-4 tablet:grid-cols-2">
              {changes === null ? (
                <Field name="policy" label={t('field.policy')} hint={t('policy.policyHint')} reply={reply} stored={text('policy')} />
              ) : (
                <input type="hidden" name="policy" value={changes} />
              )}
              <Field name="document" label={t('field.document')} hint={t('policy.documentHint')} reply={reply} stored={text('document')} />
              <Field name="issuer" label={t('field.issuer')} optional={t('common:form.optional')} reply={reply} stored={text('issuer')} />
              {supersedes ? (
                <input type="hidden" name="supersedes" value={supersedes.policy} />
              ) : (
                <Select
                  name="supersedes"
                  label={t('field.supersedes')}
                  optional={t('common:form.optional')}
                  reply={reply}
                  stored={text('supersedes')}
                  options={[{ value: '', label: t('policy.supersedesNone') }, ...others.map((value) => ({ value, label: value }))]}
                />
              )}
            </div>
          </Part>
          <Part title={t('policy.partWhat')}>
            <Choices
              name="kind"
              label={t('field.kind')}
              columns={3}
              reply={reply}
              chosen={list('kind')}
              options={keysOf('policyKind').map((value) => ({
                value,
                label: t(`enums:policyKind.${value}`),
                hint: t(`policy.kindHint.${value}`),
              }))}
            />
            <Choices
              name="modes"
              label={t('field.modes')}
              hint={t('policy.modesHint')}
              many
              columns={3}
              reply={reply}
              chosen={list('modes')}
              options={keysOf('mode').map((value) => ({ value, label: t(`enums:mode.${value}`) }))}
            />
            <Choices
              name="target"
              label={t('field.target')}
              hint={t('policy.targetHint')}
              many
              columns={3}
              reply={reply}
              chosen={list('target')}
              options={keysOf('hardship').map((value) => ({ value, label: groupWord(t, value) }))}
            />
          </Part>
          <Part title={t('policy.partMoney')}>
            <div
              onChange={(event) => {
                const { name, value } = event.target as unknown as HTMLInputElement;
                if (name === 'unit') setUnit(value);
                if (name === 'pricing') setPricing(value);
              }}
              className="space-y-4"
            >
              <Choices
                name="unit"
                label={t('field.unit')}
                columns={3}
                reply={reply}
                chosen={list('unit')}
                options={keysOf('policyUnit').map((value) => ({ value, label: t(`enums:policyUnit.${value}`) }))}
              />
              <Choices
                name="pricing"
                label={t('policy.pricing')}
                reply={reply}
                chosen={[pricing]}
                options={[
                  { value: 'rate', label: t('policy.pricingRate') },
                  { value: 'tiers', label: t('policy.pricingTiers') },
                ]}
              />
            </div>
            <div hidden={pricing !== 'rate'} className="max-w-[18rem]">
              <Field
                name="rate"
                inputMode="decimal"
                label={t('field.rate')}
                hint={t(unit === 'share' ? 'policy.rateHintShare' : 'policy.rateHint')}
                reply={reply}
                stored={text('rate')}
              />
            </div>
            <div hidden={pricing !== 'tiers'}>
              <Tiers reply={reply} text={text} />
            </div>
            <div className="grid gap-4 tablet:grid-cols-2">
              <Field
                name="cap"
                inputMode="decimal"
                label={`${t('field.cap')}（${money}）`}
                optional={t('common:form.optional')}
                hint={t('policy.capHint')}
                reply={reply}
                stored={text('cap')}
              />
              <Field
                name="exclusiveGroup"
                label={t('field.exclusiveGroup')}
                optional={t('common:form.optional')}
                hint={t('policy.exclusiveHint')}
                reply={reply}
                stored={text('exclusiveGroup')}
              />
            </div>
            <Choices
              name="basis"
              label={t('field.basis')}
              reply={reply}
              chosen={[typedAt(reply, 'basis', text('basis')) || 'independent']}
              options={[
                { value: 'independent', label: t('basis.independent'), hint: t('policy.independentHint') },
                { value: 'remainder', label: t('basis.remainder'), hint: t('policy.remainderHint') },
              ]}
            />
            <Shares reply={reply} text={text} />
          </Part>
          <Part title={t('policy.partDays')}>
            <div className="grid gap-4 tablet:grid-cols-3">
              <Field
                name="validFrom"
                type="date"
                label={t('field.validFrom')}
                optional={t('common:form.optional')}
                reply={reply}
                stored={text('validFrom')}
              />
              <Field
                name="validTo"
                type="date"
                label={t('field.validTo')}
                optional={t('common:form.optional')}
                reply={reply}
                stored={text('validTo')}
              />
              <Field name="dueOn" type="date" label={t('field.dueOn')} reply={reply} stored={text('dueOn')} />
            </div>
            <p className="text-small text-ink-faint">{t('policy.daysHint')}</p>
          </Part>
          <div className="flex flex-wrap gap-2">
            <Button look="main" icon="check" disabled={busy}>
              {t(changes === null ? 'policy.saveNew' : 'common:form.save')}
            </Button>
            <ButtonLink look="quiet" to={subsidyAddress(division.code, season, 'policies')}>
              {t('common:form.cancel')}
            </ButtonLink>
          </div>
        </Form>
        <aside className="wide:sticky wide:top-4">
          <PolicyExample policy={typed} />
        </aside>
      </div>
    </SubsidyPageFrame>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="card space-y-4 p-4">
      <h2 className="text-lead">{title}</h2>
      {children}
    </section>
  );
}

/** 分档: where a tier ends and what it gives. It begins where the one before ends. */
function Tiers({ reply, text }: { reply?: FormReply; text: (name: string) => string }) {
  const { t } = useTranslation('subsidy');
  const sentence = sentenceAt(reply, 'tiers');
  return (
    <fieldset id={fieldId('tiers')} tabIndex={-1} className={sentence ? 'border-l-4 border-danger pl-3' : undefined}>
      <legend className="mb-1 font-medium">{t('field.tiers')}</legend>
      <p className="mb-2 text-small text-ink-faint">{t('policy.tiersHint')}</p>
      <div className="grid max-w-form grid-cols-[auto_1fr_1fr] items-center gap-2">
        <span />
        <span className="text-small text-ink-soft">{t('policy.tierTo')}</span>
        <span className="text-small text-ink-soft">{t('field.rate')}</span>
        {TIER_ROWS.map((row) => (
          <div key={row} className="contents">
            <span className="text-ink-soft">{t('policy.tier', { row })}</span>
            <input
              aria-label={t('policy.tierToOf', { row })}
              name={`tierTo${row}`}
              inputMode="decimal"
              defaultValue={typedAt(reply, `tierTo${row}`, text(`tierTo${row}`))}
              className="field-box"
            />
            <input
              aria-label={t('policy.tierRateOf', { row })}
              name={`tierRate${row}`}
              inputMode="decimal"
              defaultValue={typedAt(reply, `tierRate${row}`, text(`tierRate${row}`))}
              className="field-box"
            />
          </div>
        ))}
      </div>
      <FieldError id={`${fieldId('tiers')}-error`} sentence={sentence} />
    </fieldset>
  );
}

/** 分担: the percentage that each level of government bears, and its limit for one household. */
function Shares({ reply, text }: { reply?: FormReply; text: (name: string) => string }) {
  const { t } = useTranslation(['subsidy', 'enums']);
  const sentence = sentenceAt(reply, 'shares');
  return (
    <fieldset id={fieldId('shares')} tabIndex={-1} className={sentence ? 'border-l-4 border-danger pl-3' : undefined}>
      <legend className="mb-1 font-medium">{t('field.shares')}</legend>
      <p className="mb-2 text-small text-ink-faint">{t('policy.sharesHint')}</p>
      <div className="grid max-w-form grid-cols-[auto_1fr_1fr] items-center gap-2">
        <span />
        <span className="text-small text-ink-soft">{t('policy.sharePercent')}</span>
        <span className="text-small text-ink-soft">{t('policy.shareCap')}</span>
        {keysOf('level').map((level) => (
          <div key={level} className="contents">
            <span>{t(`enums:level.${level}`)}</span>
            <input
              aria-label={t('policy.sharePercentOf', { level: t(`enums:level.${level}`) })}
              name={shareField(level)}
              inputMode="decimal"
              defaultValue={typedAt(reply, shareField(level), text(shareField(level)))}
              className="field-box"
            />
            <input
              aria-label={t('policy.shareCapOf', { level: t(`enums:level.${level}`) })}
              name={shareCapField(level)}
              inputMode="decimal"
              defaultValue={typedAt(reply, shareCapField(level), text(shareCapField(level)))}
              className="field-box"
            />
          </div>
        ))}
      </div>
      <FieldError id={`${fieldId('shares')}-error`} sentence={sentence} />
    </fieldset>
  );
}
