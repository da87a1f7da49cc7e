import { type Fen, scaled, unscaled } from '../exact-decimal';
import type { BankTemplate } from './bank-template';

/** What waits for one household in a batch, over all policies and levels. */
export type BankLine = { household: string; head: string; account: string; holder: string; amount: Fen };

/** 银行文件: titles, one row per household, and 合计 where the bank wants it. Amounts in 元 with two places, everything as text. */
export function bankTable(template: BankTemplate, batch: string, lines: readonly BankLine[]): string[][] {
  const { columns, total } = template.file;
  const rows = lines.map((line, at) =>
    columns.map(({ field }) => {
      switch (field) {
        case 'ordinal':
          return String(at + 1);
        case 'amount':
          return yuan(line.amount);
        case 'batch':
          return batch;
        default:
          return line[field];
      }
    }),
  );
  const sum = lines.reduce((all, { amount }) => all + amount, 0);
  const first = columns.findIndex(({ field }) => field !== 'amount');
  const last = columns.map(({ field }, at) => (field === 'amount' ? yuan(sum) : at === first ? TOTAL : ''));
  return [columns.map(({ title }) => title), ...rows, ...(total ? [last] : [])];
}

const TOTAL = '合计';
const yuan = (fen: Fen): string => unscaled(fen, 2, 2);

/** Accounts are compared without blanks and hyphens, whatever their width. */
function accountDigits(text: string): string {
  return text.normalize('NFKC').replace(/[\s\-']/g, '');
}

/** What the bank says of one row of its file. */
export type BankAnswer = { row: number; account: string; amount: Fen; arrived: boolean; reason: string; day: string };
export type BankFault = { row: number; kind: 'no-header' | 'amount-unreadable' | 'outcome-unknown'; text: string };

/** 银行回盘 as a table of texts; what cannot be read is named by its row. Title lines above and a 合计 below are passed over. */
export function readAnswers(template: BankTemplate, table: readonly (readonly string[])[]): { answers: BankAnswer[]; faults: BankFault[] } {
  const { result } = template;
  const titles = [result.account, result.amount, result.outcome];
  const header = table.findIndex((row) => titles.every((title) => row.some((cell) => cell.trim() === title)));
  if (header < 0) return { answers: [], faults: [{ row: 1, kind: 'no-header', text: titles.join('、') }] };
  const place = (title: string | undefined) => (title === undefined ? -1 : table[header]!.findIndex((cell) => cell.trim() === title));
  const at = {
    account: place(result.account),
    amount: place(result.amount),
    outcome: place(result.outcome),
    reason: place(result.reason),
    day: place(result.day),
  };
  const answers: BankAnswer[] = [];
  const faults: BankFault[] = [];
  for (const [below, cells] of table.slice(header + 1).entries()) {
    const row = header + below + 2;
    const cell = (index: number) => (cells[index] ?? '').trim();
    const account = accountDigits(cell(at.account));
    if (account === '' || cells.some((one) => one.trim() === TOTAL)) continue;
    const amount = scaled(cell(at.amount).replace(/[,，]/g, ''), 2);
    if (amount === undefined) {
      faults.push({ row, kind: 'amount-unreadable', text: cell(at.amount) });
      continue;
    }
    const outcome = cell(at.outcome);
    const arrived = result.arrived.includes(outcome);
    if (arrived || result.failed.includes(outcome)) {
      answers.push({ row, account, amount, arrived, reason: cell(at.reason), day: cell(at.day) });
    } else faults.push({ row, kind: 'outcome-unknown', text: outcome });
  }
  return { answers, faults };
}

type BankMatch = { household: string; answer: BankAnswer };
export type BankDifference =
  | { kind: 'unknown'; answer: BankAnswer }
  | { kind: 'amount'; answer: BankAnswer; household: string; expected: Fen }
  | { kind: 'twice'; answer: BankAnswer; household: string }
  | { kind: 'ambiguous'; answer: BankAnswer; household: string }
  | { kind: 'missing'; household: string; expected: Fen };

/**
 * 回盘核对: an answer is a household's by account and amount. Several households may have one account: then answers that say the same are
 * taken in the order of the households' numbers, and answers that differ belong to nobody. What does not match, and whom the bank says
 * nothing of, is listed.
 */
export function matchAnswers(
  lines: readonly Pick<BankLine, 'household' | 'account' | 'amount'>[],
  answers: readonly BankAnswer[],
): { matches: BankMatch[]; differences: BankDifference[] } {
  const waiting = new Map<string, { household: string; amount: Fen }[]>();
  for (const { household, account, amount } of [...lines].sort((a, b) => (a.household < b.household ? -1 : 1))) {
    const key = accountDigits(account);
    waiting.set(key, [...(waiting.get(key) ?? []), { household, amount }]);
  }
  const matches: BankMatch[] = [];
  const differences: BankDifference[] = [];
  const taken = new Set<string>();
  const unclear = new Set<string>();
  const keyOf = ({ account, amount }: { account: string; amount: Fen }) => `${accountDigits(account)} ${amount}`;
  const said = new Map<string, boolean | 'both'>();
  for (const answer of answers) {
    const before = said.get(keyOf(answer));
    said.set(keyOf(answer), before === undefined || before === answer.arrived ? answer.arrived : 'both');
  }
  for (const answer of answers) {
    const all = waiting.get(answer.account) ?? [];
    const open = all.filter(({ household }) => !taken.has(household));
    const found = open.find(({ amount }) => amount === answer.amount);
    if (found && said.get(keyOf(answer)) === 'both' && all.filter(({ amount }) => amount === answer.amount).length > 1) {
      differences.push({ kind: 'ambiguous', answer, household: found.household });
      unclear.add(keyOf(answer));
    } else if (found) {
      taken.add(found.household);
      matches.push({ household: found.household, answer });
    } else if (all.length === 0) differences.push({ kind: 'unknown', answer });
    else if (open.length > 0) differences.push({ kind: 'amount', answer, household: open[0]!.household, expected: open[0]!.amount });
    else differences.push({ kind: 'twice', answer, household: all[0]!.household });
  }
  const named = new Set(differences.flatMap((one) => (one.kind === 'amount' ? [one.household] : [])));
  for (const { household, account, amount } of lines) {
    if (!taken.has(household) && !named.has(household) && !unclear.has(keyOf({ account, amount })))
      differences.push({ kind: 'missing', household, expected: amount });
  }
  return { matches, differences };
}
