import { createHash, randomBytes } from 'node:crypto';
import type { Database } from '~/database/connection/open.server';
import { inTransaction } from '~/database/connection/sql.server';
import { divisionTrail } from '~/database/divisions/division-trail.server';
import { refreshDueFacts } from '~/database/facts/facts.server';
import { appendHistory } from '~/database/facts/history.server';
import { drawableHouseholds, drawsOf, insertChecks, insertDraw } from '~/database/quality/draws.server';
import { scopeOf } from '~/database/scope.server';
import type { Person } from '~/domain/access/person';
import { mayPerson } from '~/domain/access/who-may';
import { refuse } from '~/domain/problems';
import { checkWeight } from '~/domain/quality/check-weight';
import { DEFAULT_DRAW, drawSample } from '~/domain/quality/draw-sample';
import { randomFromSeed } from '~/domain/quality/random-from-seed';
import { dayInShanghai } from '~/domain/time/calendar-day';
import type { SeasonName } from '~/domain/time/heating-season';
import { requireOpenSeason } from '~/server/workflows/survey/submit-visit.server';

/**
 * 抽取: draws the households of a township that are checked (docs/definitions.md#spot-check) and keeps the draw with its seed, its rule
 * and the fingerprint of what it was drawn from. A second draw adds to the first and takes no household that was drawn before. `seed`:
 * made at random when none is given; the sample of a demonstration gives one.
 */
export async function drawChecks(
  db: Database,
  person: Person,
  input: { township: string; season: SeasonName; sharePercent: number; seed?: string },
  now: Date,
): Promise<{ draw: string; drawn: number }> {
  if (!mayPerson(person, 'spot-check.draw')) refuse('access.not-allowed');
  const { township, season } = input;
  if (!Number.isInteger(input.sharePercent) || input.sharePercent < 1 || input.sharePercent > 100) refuse('spot-check.bad-share');
  return inTransaction(db, async (sql) => {
    const scope = scopeOf(person);
    const trail = (await divisionTrail(sql, scope, township)) ?? refuse('division.unknown', { code: township });
    if (trail.at(-1)!.level !== 'township') refuse('spot-check.not-a-township');
    await requireOpenSeason(sql, season);
    const before = await drawsOf(sql, scope, { township, season }, true);
    await refreshDueFacts(sql, dayInShanghai(now));
    const households = (await drawableHouseholds(sql, scope, { township, season })).map((one) => ({ ...one, weight: checkWeight(one) }));
    if (households.length === 0) refuse('spot-check.nothing-to-draw');
    const rule = { ...DEFAULT_DRAW, shareBps: input.sharePercent * 100 };
    const nth = before.length + 1;
    const seed = input.seed ?? `${season} ${township} ${nth} ${randomBytes(8).toString('hex')}`;
    const drawn = drawSample(households, rule, randomFromSeed(sha256(seed)));
    const byNumber = new Map(households.map((one) => [one.number, one]));
    const checks = drawn.map(({ number, part }) => {
      const { visit, weight } = byNumber.get(number)!;
      return { id: idOf(seed, number), household: number, part, weight, visit };
    });
    const draw = {
      ...rule,
      id: idOf(seed, township),
      season,
      township,
      nth,
      seed,
      households: households.length,
      frameHash: sha256(households.map(({ number, weight }) => `${number} ${weight}`).join('\n')),
      by: person.username,
    };
    await insertDraw(sql, draw, now);
    await insertChecks(sql, draw, checks);
    const { by: _by, id, ...kept } = draw;
    await appendHistory(sql, now, person.username, [
      { chain: township, action: 'spot-check.draw', entity: 'spot-draw', entityKey: id, after: { ...kept, drawn } },
    ]);
    return { draw: id, drawn: checks.length };
  });
}

/** Follows from the seed, so that a draw made again is the same to the last letter. */
function idOf(seed: string, of: string): string {
  const digest = sha256(`${seed}\n${of}`);
  return `${digest.slice(0, 8)}-${digest.slice(8, 12)}-4${digest.slice(13, 16)}-8${digest.slice(17, 20)}-${digest.slice(20, 32)}`;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
