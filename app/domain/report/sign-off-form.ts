import { z } from 'zod';
import { firstCharacters } from '../text/storable';
import type { FigureRemark } from './replay';
import { REMARK_ROWS, SIGN_ACTS } from './sign-off';
import { OPEN_ITEMS, type OpenCounts } from './what-is-open';

/** What the forms of 报送 send. Messages are problem codes. */
const words = z.string().trim().max(500, 'form.too-long').default('');
const season = z.string({ error: 'report.season-missing' }).trim().min(1, 'report.season-missing');

/** 定稿: `seen` is what the page showed as open, "missing:3 urgent:1". */
export const prepareForm = z.object({
  season,
  seen: z.string().max(500).default('').transform(openIn),
  reason: words.transform((text) => text || null),
});

export const closingForm = z.object({
  season,
  township: z.string().trim().min(1, 'report.division-missing'),
  do: z.enum(['close', 'reopen']),
  words,
});

export const actForm = z.object({ do: z.enum(SIGN_ACTS), words });

/** The remarks of a form that have a text. */
export function remarksIn(typed: Record<string, unknown>): FigureRemark[] {
  return REMARK_ROWS.map((row) => ({
    division: String(typed[`division${row}`] ?? '').slice(0, 12),
    figure: firstCharacters(String(typed[`figure${row}`] ?? ''), 40),
    text: firstCharacters(String(typed[`text${row}`] ?? '').trim(), 500),
  })).filter(({ text }) => text !== '');
}

function openIn(text: string): OpenCounts {
  const pairs = text.split(' ').map((pair) => pair.split(':'));
  return Object.fromEntries(pairs.flatMap(([key, count]) => (OPEN_ITEMS.some((item) => item === key) ? [[key, Number(count) || 0]] : [])));
}
