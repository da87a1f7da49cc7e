import type { PayoutRow } from '../report-rows';
import type { EvaluationFigures } from './evaluation-figures';
import type { EvaluationLine, EvaluationTable, PartOfEvaluation } from './evaluation-words';
import { rateCell, rateOfPlace } from './rate-said';

/**
 * 五、补贴政策及兑付: the documents, what was due, paid and owed by kind and level, who went on getting a subsidy, and who of them burns
 * coal again. No rate is built in: what a policy gives stands in its document.
 */
export function subsidies({ own, below, policies, payouts, continuity }: EvaluationFigures): PartOfEvaluation {
  const { sums } = own;
  const any = sums.due + sums.paid > 0;
  const byKind = payouts.filter(({ kind }) => kind !== null);
  const months = byKind.reduce((most, row) => Math.max(most, row.months), 0);
  const lines: EvaluationLine[] = any
    ? [
        { say: 'money', values: { due: { wan: sums.due }, paid: { wan: sums.paid }, entitled: sums.entitled, full: sums.paidInFull } },
        rateOfPlace('paidRateAmount', own),
        rateOfPlace('paidRateHouseholds', own),
        sums.arrears > 0
          ? { say: 'arrears', values: { arrears: { wan: sums.arrears }, households: sums['continuity.arrears'], months } }
          : { say: 'noArrears', values: {} },
        rateOfPlace('continuityRate', own),
        {
          say: 'continuity',
          values: {
            continuous: sums['continuity.continuous'],
            reduced: sums['continuity.reduced'],
            arrears: sums['continuity.arrears'],
            interrupted: sums['continuity.interrupted'],
          },
        },
        ...continuity
          .filter(({ B }) => B > 0)
          .map(
            ({ status, households, B, IV }): EvaluationLine => ({
              say: 'reburningByContinuity',
              values: { continuity: { of: 'continuity', key: status }, households, IV, B, rate: { rate: [B, IV] } },
            }),
          ),
      ]
    : [{ say: 'noMoney', values: {} }];
  const tables: EvaluationTable[] = [];
  if (policies.length > 0) {
    tables.push({
      say: 'policies',
      columns: ['document', 'kind', 'issuedFor', 'validFrom', 'dueOn'],
      rows: policies.map(({ document, kind, division, validFrom, dueOn }) => [
        document,
        { of: 'policyKind', key: kind },
        division,
        validFrom,
        dueOn,
      ]),
    });
  }
  if (any) {
    tables.push({
      say: 'money',
      drawn: ['due', 'paid'],
      columns: ['place', 'due', 'paid', 'paidRate', 'owed', 'owing'],
      rows: [...below.filter(({ sums: of }) => of.due + of.paid > 0), own].map(({ name, sums: of }) => [
        name,
        { wan: of.due },
        { wan: of.paid },
        rateCell('paidRateAmount', of),
        { wan: of.arrears },
        of['continuity.arrears'],
      ]),
    });
  }
  const kinds = addedUp(byKind);
  if (kinds.length > 0) {
    tables.push({
      say: 'payouts',
      columns: ['kind', 'level', 'due', 'paid', 'paidRate', 'owed'],
      rows: kinds.map(({ kind, level, due, paid, owed }) => [
        { of: 'policyKind', key: kind! },
        { of: 'level', key: level },
        { wan: due },
        { wan: paid },
        { rate: [paid, due] },
        { wan: owed },
      ]),
    });
  }
  if (any) {
    tables.push({
      say: 'continuity',
      columns: ['continuity', 'households', 'IV', 'B', 'reburnRate', 'Q', 'stopped'],
      rows: continuity.map(({ status, households, IV, B, Q, stopped }) => [
        { of: 'continuity', key: status },
        households,
        IV,
        B,
        { rate: [B, IV] },
        Q,
        stopped,
      ]),
    });
  }
  return { lines, tables };
}

/** Over the counties, by kind and level, in the order in which they come. */
function addedUp(rows: readonly PayoutRow[]): Pick<PayoutRow, 'kind' | 'level' | 'due' | 'paid' | 'owed'>[] {
  const sums = new Map<string, Pick<PayoutRow, 'kind' | 'level' | 'due' | 'paid' | 'owed'>>();
  for (const { kind, level, due, paid, owed } of rows) {
    const key = `${kind} ${level}`;
    const so = sums.get(key) ?? { kind, level, due: 0, paid: 0, owed: 0 };
    sums.set(key, { kind, level, due: so.due + due, paid: so.paid + paid, owed: so.owed + owed });
  }
  return [...sums.values()];
}
