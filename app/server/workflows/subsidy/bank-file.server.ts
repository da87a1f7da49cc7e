/** 银行文件与回盘 (docs/definitions.md#bank-file): what goes to the bank for a released batch, and what comes back. */

import type { Database } from '~/database/connection/open.server';
import { appendHistory, type HistoryEntry } from '~/database/facts/history.server';
import { type HouseholdAnswer, sealedBankLines, storeBankAnswers } from '~/database/subsidy/bank-file.server';
import { moveBatch } from '~/database/subsidy/batch-changes.server';
import type { Person } from '~/domain/access/person';
import { mayPerson } from '~/domain/access/who-may';
import { maskBank } from '~/domain/household/mask';
import { refuse } from '~/domain/problems';
import { type BankDifference, type BankFault, bankTable, matchAnswers, readAnswers } from '~/domain/subsidy/payments/bank-file';
import { type BankTemplate, bankTemplate } from '~/domain/subsidy/payments/bank-template';
import { csvOf } from '~/domain/text/csv';
import { encodeGbk } from '~/domain/text/gbk';
import { type CalendarDay, dayInShanghai, isCalendarDay } from '~/domain/time/calendar-day';
import { openPersonal } from '~/server/personal/household-values.server';
import { amountOf, appendPayments, type BatchStep, batchEntry, inBatch } from './batch-steps.server';
import { NOT_ASKED } from './reconcile-batch.server';

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
/** Entries at a time, as for payments. */
const PART = 5_000;

type BankFile = { fileName: string; type: string; content: Uint8Array };

/** 生成银行文件. It holds accounts in full: the history records for every household who took it out, before the file is given. */
export async function makeBankFile(db: Database, person: Person, step: BatchStep & { template: string }, now: Date): Promise<BankFile> {
  if (!mayPerson(person, 'personal-data.unmask')) refuse('access.not-allowed');
  const template = bankTemplate(step.template) ?? refuse('batch.template-unknown');
  let file: BankFile | undefined;
  await inBatch(db, person, 'payments.release', step, ['released'], async (sql, batch) => {
    const sealed = await sealedBankLines(sql, batch);
    if (sealed.length === 0) refuse('batch.nothing-to-send');
    const table = bankTable(template, batch.number, sealed.map(openedLine));
    file = { fileName: `${batch.number}.${template.file.format}`, ...(await contentOf(template, table)) };
    for (let start = 0; start < sealed.length; start += PART) {
      await appendHistory(
        sql,
        now,
        person.username,
        sealed.slice(start, start + PART).map(
          ({ household, village }): HistoryEntry => ({
            chain: village,
            action: 'personal-data.unmask',
            entity: 'unmasking',
            entityKey: household,
            after: { field: 'bank-account', batch: batch.number },
          }),
        ),
      );
    }
    const amount = sealed.reduce((sum, line) => sum + line.amount, 0);
    const made = { template: template.key, households: sealed.length, amount };
    await appendHistory(sql, now, person.username, [batchEntry('batch.bank-file', batch, undefined, made)]);
  });
  return file!;
}

function openedLine<Line extends { household: string; sealed: string }>({ sealed, ...line }: Line) {
  return { ...line, account: openPersonal('bank_account_encrypted', line.household, sealed) };
}

async function contentOf(template: BankTemplate, table: string[][]): Promise<{ type: string; content: Uint8Array }> {
  if (template.file.format === 'xlsx') {
    // Loaded when it is needed, so that the app starts without it.
    const { tableWorkbook } = await import('~/imports/write-workbook.server');
    return { type: XLSX, content: await tableWorkbook(table) };
  }
  const text = csvOf(table);
  if (template.file.encoding === 'utf-8') return { type: 'text/csv; charset=utf-8', content: new TextEncoder().encode(`\ufeff${text}`) };
  const made = encodeGbk(text);
  if ('missing' in made) return refuse('batch.character-missing', { character: made.missing });
  return { type: 'text/csv; charset=gbk', content: made.bytes };
}

type BankResult = {
  faults: BankFault[];
  arrived: { households: number; amount: number };
  failed: { households: number; amount: number };
  differences: BankDifference[];
};

/**
 * 导入银行回盘. What agrees by account and amount is taken, the rest is listed for somebody to look at; a file with a row that cannot be read
 * is not taken at all. Whoever asked for the reconciliation before asks again.
 */
export async function takeBankResult(
  db: Database,
  person: Person,
  step: { division: string; number: string; template: string; table: readonly (readonly string[])[] },
  now: Date,
): Promise<BankResult> {
  const template = bankTemplate(step.template) ?? refuse('batch.template-unknown');
  const { answers, faults } = readAnswers(template, step.table);
  const result: BankResult = {
    faults,
    arrived: { households: 0, amount: 0 },
    failed: { households: 0, amount: 0 },
    differences: [],
  };
  if (faults.length > 0) return result;
  await inBatch(db, person, 'payments.release', { ...step, revision: null }, ['released'], async (sql, batch) => {
    const lines = (await sealedBankLines(sql, batch)).map(openedLine);
    const { matches, differences } = matchAnswers(lines, answers);
    const today = dayInShanghai(now);
    const stored = await storeBankAnswers(
      sql,
      batch,
      matches.map(
        ({ household, answer }): HouseholdAnswer => ({
          household,
          arrived: answer.arrived,
          on: dayOf(answer.day, { after: batch.noticeTo, today }),
          reason: answer.arrived ? null : answer.reason || '银行退回',
        }),
      ),
    );
    await appendPayments(sql, person, now, 'payment.answer', batch, stored, { result: 'pending' }, ({ result: outcome, on, reason }) =>
      outcome === 'pending'
        ? { result: outcome, answered_on: on }
        : { result: outcome, paid_on: on, fail_reason: reason, answered_on: null },
    );
    await moveBatch(sql, batch, NOT_ASKED);
    for (const [key, outcome] of [
      ['arrived', 'pending'],
      ['failed', 'failed'],
    ] as const) {
      const some = stored.filter((one) => one.result === outcome);
      result[key] = { households: new Set(some.map(({ household }) => household)).size, amount: amountOf(some) };
    }
    // The row leads to the account in the bank's own file; a page shows no account in full.
    result.differences = differences.map((one) =>
      'answer' in one ? { ...one, answer: { ...one.answer, account: maskBank(one.answer.account) } } : one,
    );
    await appendHistory(sql, now, person.username, [
      batchEntry('batch.bank-result', batch, undefined, {
        template: template.key,
        rows: answers.length,
        arrived: result.arrived,
        failed: result.failed,
        differences: differences.length,
      }),
    ]);
  });
  return result;
}

/** The bank's day, in whatever form it writes it; today when there is none that the money can have arrived on. */
function dayOf(text: string, { after, today }: { after: CalendarDay | null; today: CalendarDay }): CalendarDay {
  const [, year, month, day] = /^(\d{4})\D?(\d{1,2})\D?(\d{1,2})/.exec(text) ?? [];
  const found = year === undefined ? '' : `${year}-${month!.padStart(2, '0')}-${day!.padStart(2, '0')}`;
  return isCalendarDay(found) && found <= today && (after === null || found > after) ? found : today;
}
