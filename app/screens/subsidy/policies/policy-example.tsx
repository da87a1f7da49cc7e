import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { keysOf } from '~/domain/contract/enumerations';
import { type AmountDue, amountDue } from '~/domain/subsidy/amount-due';
import { QUANTITY_PLACES, scaled } from '~/domain/subsidy/exact-decimal';
import type { Policy } from '~/domain/subsidy/policy';
import { amountSentence, levelsSentence } from '~/i18n/amount-sentence';
import { formatYuan } from '~/i18n/formats';

/**
 * What a household would get under a policy. It is computed by the same rule as entitlements and worded as in the household's
 * ledger.
 */
export function PolicyExample({ policy }: { policy: Policy | null }) {
  const { t } = useTranslation(['subsidy', 'enums']);
  const [quantity, setQuantity] = useState('');
  const [given, setGiven] = useState('');
  const result = policy && computed(policy, quantity, given);
  return (
    <section aria-labelledby="example" className="card p-4">
      <h2 id="example" className="mb-2 text-lead">
        {t('example.title')}
      </h2>
      {policy === null ? (
        <p className="text-ink-soft">{t('example.notYet')}</p>
      ) : (
        <div className="space-y-3">
          <label className="block">
            <span className="mb-1 block font-medium">{t(`example.quantity.${policy.unit}`)}</span>
            <input
              inputMode="decimal"
              className="field-box"
              value={quantity}
              onChange={(event) => setQuantity(event.currentTarget.value)}
              placeholder={policy.unit === 'per_household' ? '1' : '2500'}
            />
          </label>
          {policy.basis === 'remainder' && (
            <label className="block">
              <span className="mb-1 block font-medium">{t('example.given')}</span>
              <input
                inputMode="decimal"
                className="field-box"
                value={given}
                onChange={(event) => setGiven(event.currentTarget.value)}
                placeholder="0"
              />
            </label>
          )}
          <div aria-live="polite">
            {result === null || result === undefined ? (
              <p className="text-ink-soft">{t('example.enter')}</p>
            ) : (
              <>
                <p className="text-title font-semibold tabular-nums">
                  {formatYuan(result.due)} <span className="text-body font-normal">{t('yuanUnit')}</span>
                </p>
                <p>{amountSentence(t as never, result.trace)}</p>
                <p className="text-ink-soft">
                  {levelsSentence(t as never, result.trace.levels) ||
                    keysOf('level')
                      .filter((level) => result.levels[level] > 0)
                      .map((level) => t('example.bornBy', { level: t(`enums:level.${level}`) }))
                      .join('')}
                </p>
              </>
            )}
          </div>
        </div>
      )}
    </section>
  );
}

function computed(policy: Policy, quantity: string, given: string): AmountDue | null {
  const base = scaled((quantity.trim() === '' && policy.unit === 'per_household' ? '1' : quantity).normalize('NFKC'), QUANTITY_PLACES);
  const before = given.trim() === '' ? 0 : scaled(given.normalize('NFKC'), 2);
  if (base === undefined || before === undefined) return null;
  try {
    return amountDue(policy, base, before);
  } catch {
    // The figure is too large to be an amount, so nothing is shown until it is corrected.
    return null;
  }
}
