/** Where SQL decides a rule of app/domain for speed, both give the same result. */
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { chinaDay, endOfChinaDay } from '~/database/connection/china-day.server';
import { inTransaction, withSql } from '~/database/connection/sql.server';
import { existsOn as existsOnInSql, hasEnded as hasEndedInSql } from '~/database/divisions/in-force.server';
import { PLACE_BELOW_COUNTY, placeBelow, placeFromCounty, placeInScope, placesBetween } from '~/database/divisions/place-name.server';
import { comparableNameOf } from '~/database/households/comparable-name.server';
import { foundBy } from '~/database/households/found-by.server';
import { statusInScope } from '~/database/households/status-in-scope.server';
import { villagesOfSameCounty } from '~/database/households/villages-of-county.server';
import { redirectsPaymentSql } from '~/database/imports/held-accounts.server';
import { mayHaveOtherSpelling } from '~/database/imports/spelling.server';
import { EVERYTHING } from '~/database/scope.server';
import { datesOfVillage } from '~/database/seasons/dates-of-village.server';
import { pastDue, placeOfAge } from '~/database/subsidy/arrears-age.server';
import { dueOfLevelIn, eachLevel, levelPlace, owedByLevel as owedByLevelInSql } from '~/database/subsidy/levels.server';
import { reaches } from '~/database/subsidy/reach.server';
import { countedVisit } from '~/database/survey/counted-visit.server';
import { CLEAN_MODES, keysOf } from '~/domain/contract/enumerations';
import { existsOn, hasEnded } from '~/domain/divisions/in-force';
import { ENERGY_OF_MODE } from '~/domain/heating/reburn';
import { isInScope } from '~/domain/household/in-scope';
import { redirectsPayment } from '~/domain/household/ledger/redirects-payment';
import { nameInitials, namePinyin } from '~/domain/household/name-initials';
import { isFoundBy, type SearchableHousehold, searchKeyOf, searchTerms } from '~/domain/household/search';
import { COUNTED_QUESTIONS } from '~/domain/review/compare-visits';
import { ARREARS_AGES, addMonths, arrearsAge, isPastDue } from '~/domain/subsidy/arrears-age';
import { LEVELS, type LevelAmounts } from '~/domain/subsidy/funding-levels';
import { owedByLevel } from '~/domain/subsidy/owed-by-level';
import { needsAccount } from '~/domain/subsidy/payments/bank-account';
import { COUNTED_KINDS, isCounted } from '~/domain/survey/counted-visit';
import { cleanText, comparableKey, comparableName } from '~/domain/text/clean-text';
import { addDays, dayInShanghai } from '~/domain/time/calendar-day';
import { atClockInShanghai } from '~/domain/time/china-clock';
import { type Database, freshDatabase } from '../helpers/database';
import { declareSeason, OTHER_VILLAGE, VILLAGE } from '../helpers/register';

let db: Database;
beforeAll(async () => {
  db = await freshDatabase();
});

const ask = <Row extends object>(text: string, values: unknown[] = []) => withSql(db, (sql) => sql.query<Row>(text, values));

describe('an imported account', () => {
  test('needs a second look in SQL as in the domain, in every case', async () => {
    const payees = [null, '1', '2'].flatMap((account) => [null, '张三', '李四'].map((holder) => ({ account, holder })));
    const part = (which: string, key: string) => `pair -> '${which}' ->> '${key}'`;
    const payee = (which: string) =>
      `CROSS JOIN LATERAL (SELECT ${part(which, 'account')} AS bank_account_fingerprint, ${part(which, 'holder')} AS bank_holder)`;
    const cases = payees.flatMap((before) => payees.map((after) => ({ before, after })));
    const rows = await ask<{ held: boolean }>(
      `SELECT ${redirectsPaymentSql('b', 'a')} AS held FROM jsonb_array_elements($1::jsonb) WITH ORDINALITY c(pair, at)
       ${payee('before')} b ${payee('after')} a ORDER BY at`,
      [JSON.stringify(cases)],
    );
    expect(rows.map(({ held }) => held)).toEqual(cases.map(({ before, after }) => redirectsPayment(before, after)));
  });
});

describe('keys with another spelling', () => {
  test('SQL finds every key that its form for comparing changes, and leaves ordinary numbers out', async () => {
    const keys = fc.sample(fc.string({ unit: 'binary', maxLength: 12 }), 2_000).filter((key) => !key.includes('\0'));
    const typed = [...keys, '朔清洁办〔2021〕3号', '[1]', '【1】', "'1", '’1', 'A–1', 'A—1', 'Ａ', 'a b', 'A\u200b', '{1}', '`'];
    const rows = await ask<{ key: string; other: boolean }>(
      `SELECT key, ${mayHaveOtherSpelling('key')} AS other FROM unnest($1::text[]) key`,
      [typed],
    );
    expect(rows).toHaveLength(typed.length);
    expect(rows.filter(({ key, other }) => !other && comparableKey(key) !== key)).toEqual([]);
    const [ordinary] = await ask<{ n: number }>(
      `SELECT count(*)::int AS n FROM unnest($1::text[]) key WHERE ${mayHaveOtherSpelling('key')}`,
      [['140681201006', 'SC-2021-P01', 'H001', '朔城-3(1)', 'x.y/z_1']],
    );
    expect(ordinary!.n).toBe(0);
  });
});

describe('names as they are compared', () => {
  const letters = [...'张三李建国高小云买提阿·•・‧∙.．　 \tABab１ａＡ－-'];
  const name = fc.array(fc.constantFrom(...letters), { maxLength: 6 }).map((all) => cleanText(all.join('')));

  test('any spelling', async () => {
    const names = ['张　三', 'Ｌｉ Ming', '阿依古丽•买买提', '･･', ...fc.sample(name, 400)].map(cleanText);
    const rows = await ask<{ compared: string }>(
      `SELECT ${comparableNameOf('name')} AS compared FROM unnest($1::text[]) WITH ORDINALITY x(name, n) ORDER BY n`,
      [names],
    );
    expect(rows.map(({ compared }) => compared)).toEqual(names.map(comparableName));
  });

  test('are found by whatever finds them in a list', async () => {
    const digit = fc.constantFrom('0', '1', '2', '6', '12');
    const households: SearchableHousehold[] = fc
      .sample(
        fc.record({
          head: fc.oneof(fc.constantFrom('高小云', '欧阳志远', '单 三', '阿依古丽•买买提', 'Ｌｉ Ming'), name),
          address: fc.option(fc.tuple(digit, fc.constantFrom('排', '街', '-'), digit).map(([a, b, c]) => `${a}${b}${c}号`)),
          tail: fc.option(fc.constantFrom('0126', '2612', '1206')),
        }),
        150,
      )
      .map(({ head, address, tail }, nth) => ({
        number: `N${nth}B${nth % 7}`,
        head,
        address,
        initials: nameInitials(head),
        pinyin: namePinyin(head),
        phoneMasked: tail && `138****${tail}`,
      }));
    const piece = fc.constantFrom(
      '高',
      '小云',
      '张',
      'gao',
      'xiaoy',
      'gxy',
      'g',
      'yun',
      'un',
      '2-6',
      '2 6',
      '12',
      '２',
      '1排2',
      '2612',
      'n1',
      'B3',
      '•',
      '.',
    );
    const queries = [
      '',
      '%',
      '_',
      '\\',
      '单三',
      '阿依古丽·买买提',
      'liming',
      ...fc.sample(fc.array(piece, { minLength: 1, maxLength: 3 }), 120).map((all) => all.join(' ')),
    ];
    const columns = 'number text, head text, address text, head_initials text, head_pinyin text, phone_masked text';
    const stored = households.map(({ initials, pinyin, phoneMasked, ...one }) => ({
      ...one,
      head_initials: initials,
      head_pinyin: pinyin,
      phone_masked: phoneMasked,
    }));
    let hits = 0;
    for (const [at, query] of queries.entries()) {
      const values: unknown[] = [JSON.stringify(stored)];
      const condition = foundBy(query, values, at % 2 === 0 ? VILLAGE : '');
      const rows = await ask<{ number: string }>(
        `SELECT number FROM json_to_recordset($1::json) AS h(${columns}) WHERE ${condition}`,
        values,
      );
      const terms = searchTerms(query);
      const found = households.filter((one) => isFoundBy(searchKeyOf(one), terms)).map(({ number }) => number);
      expect({ query, found: rows.map(({ number }) => number) }).toEqual({ query, found });
      hits += found.length;
    }
    expect(hits).toBeGreaterThan(500);
  });

  test('the keys of the index are asked for, but not for what every household of the division has in its number', () => {
    const keyed = (query: string, within?: string) => foundBy(query, [], within).includes('household_keys');
    expect([keyed('140602'), keyed('140602', '1406'), keyed('0123', '140602001'), keyed('王建明', '1406')]).toEqual([
      true,
      true,
      true,
      true,
    ]);
    expect([keyed('140602', '140602'), keyed('0602', '140602001')]).toEqual([false, false]);
  });
});

describe('in scope', () => {
  test('every status', async () => {
    const statuses = keysOf('householdStatus');
    const rows = await ask<{ status: (typeof statuses)[number]; inScope: boolean }>(
      `SELECT status, ${statusInScope('status')} AS "inScope" FROM unnest($1::text[]) status`,
      [statuses],
    );
    expect(rows.map(({ status, inScope }) => [status, inScope])).toEqual(statuses.map((status) => [status, isInScope(status)]));
    expect(statuses.filter(isInScope)).toEqual(['normal', 'idle']);
  });
});

describe('whom money reaches', () => {
  test('every method of payment, with and without an account', async () => {
    const methods = [null, ...keysOf('payMethod')];
    const rows = await ask<{ method: (typeof methods)[number]; account: boolean; reached: boolean }>(
      `SELECT m.method, h.bank_account_masked IS NOT NULL AS account, ${reaches('m.method')} AS reached
       FROM unnest($1::text[]) m(method) CROSS JOIN (VALUES (NULL), ('***1')) h(bank_account_masked)`,
      [methods],
    );
    expect(rows).toHaveLength(methods.length * 2);
    for (const { method, account, reached } of rows)
      expect([method, account, reached]).toEqual([method, account, account || !needsAccount(method)]);
    expect(methods.filter(needsAccount)).toEqual(['one_card', 'bank']);
  });
});

describe('counted visits', () => {
  test('every kind and state', async () => {
    const all = keysOf('visitKind').flatMap((kind) =>
      (['draft', 'submitted', 'returned', 'approved'] as const).map((status) => ({ kind, status })),
    );
    const rows = await ask<{ kind: string; status: string; counts: boolean }>(
      `SELECT kind, status, ${countedVisit('t')} AS counts FROM json_to_recordset($1::json) AS t(kind text, status text)`,
      [JSON.stringify(all)],
    );
    expect(rows.map(({ counts }) => counts)).toEqual(all.map(isCounted));
    expect(rows.filter(({ counts }) => counts).map(({ kind, status }) => `${kind} ${status}`)).toEqual([
      'survey submitted',
      'survey approved',
      'recheck submitted',
      'recheck approved',
    ]);
  });
});

describe('days in China', () => {
  test('an instant belongs to the same day, and a day ends where the next begins', async () => {
    const instant = fc
      .date({ min: new Date('2016-01-01T00:00:00Z'), max: new Date('2035-12-31T00:00:00Z'), noInvalidDate: true })
      .map((at) => at.toISOString());
    const edges = ['2021-03-31T15:59:59.999Z', '2021-03-31T16:00:00.000Z', '2020-02-29T16:00:00.000Z', '2020-12-31T15:59:59.999Z'];
    const instants = [...edges, ...fc.sample(instant, 500)];
    const rows = await ask<{ day: string; ends: string }>(
      `SELECT ${chinaDay('at')} AS day, ${endOfChinaDay(chinaDay('at'))} AS ends 
       FROM unnest($1::timestamptz[]) WITH ORDINALITY x(at, n) ORDER BY n`,
      [instants],
    );
    expect(rows.map(({ day }) => day)).toEqual(instants.map(dayInShanghai));
    expect(rows.map(({ ends }) => Date.parse(ends))).toEqual(
      instants.map((at) => Date.parse(atClockInShanghai(`${addDays(dayInShanghai(at), 1)}T00:00:00`))),
    );
  });
});

describe('ages of arrears', () => {
  test('every due date around the end of an age, the last days of short months among them', async () => {
    const dueDays = ['2020-06-30', '2020-11-30', '2020-08-31', '2020-02-29', '2019-12-31', '2021-01-15'];
    const cases = dueDays.flatMap((dueOn) =>
      [0, 3, 6, 12, 24].flatMap((months) => [-1, 0, 1].map((days) => ({ due_on: dueOn, as_of: addDays(addMonths(dueOn, months), days) }))),
    );
    const rows = await ask<{ late: boolean; age: number }>(
      `SELECT ${pastDue('due_on', 'as_of')} AS late, ${placeOfAge('due_on', 'as_of')} AS age 
       FROM json_to_recordset($1::json) AS c(due_on date, as_of date)`,
      [JSON.stringify(cases)],
    );
    expect(rows.map(({ late }) => late)).toEqual(cases.map((one) => isPastDue(one.due_on, one.as_of)));
    expect(rows.map(({ late, age }) => (late ? ARREARS_AGES[age] : null))).toEqual(cases.map((one) => arrearsAge(one.due_on, one.as_of)));
  });
});

describe('levels of government', () => {
  const amounts: LevelAmounts = { central: 1, province: 2, city: 3, county: 4 };
  const entitlement = `(SELECT ${LEVELS.map((level) => `${amounts[level]} AS due_${level}`).join(', ')}) e`;

  test('stand in the contract’s order, each with its own column', async () => {
    expect(
      (
        await ask<{ level: string }>(`SELECT level FROM unnest($1::text[]) level ORDER BY ${levelPlace('level')}`, [[...LEVELS].sort()])
      ).map(({ level }) => level),
    ).toEqual(['central', 'province', 'city', 'county']);
    expect(
      await ask(
        `SELECT l.level, ${dueOfLevelIn('l.level')} AS due, l.due AS same
         FROM ${entitlement} CROSS JOIN LATERAL ${eachLevel((level) => `e.due_${level}`)} l(level, due)`,
      ),
    ).toEqual(LEVELS.map((level) => ({ level, due: amounts[level], same: amounts[level] })));
  });

  test('owe the same of any entitlement', async () => {
    const amount = fc.oneof(fc.constant(0), fc.nat(1000));
    const each = fc.record({ central: amount, province: amount, city: amount, county: amount });
    const ledgers = fc.sample(fc.record({ due: each, sent: each }), 400);
    const columns = LEVELS.flatMap((level) => [`due_${level} bigint`, `sent_${level} bigint`]).join(', ');
    const sum = (of: 'due' | 'sent') => LEVELS.map((level) => `${of}_${level}`).join(' + ');
    const fragment = owedByLevelInSql({
      short: `((${sum('due')}) - (${sum('sent')}))`,
      due: (level) => `due_${level}`,
      sent: (level) => `sent_${level}`,
    });
    const rows = await ask<{ owed: LevelAmounts }>(
      `SELECT (SELECT json_object_agg(o.level, o.amount) FROM ${fragment} o(level, amount)) AS owed
       FROM json_to_recordset($1::json) AS c(n int, ${columns}) ORDER BY n`,
      [
        JSON.stringify(
          ledgers.map(({ due, sent }, n) => ({
            n,
            ...Object.fromEntries(
              LEVELS.flatMap((level) => [
                [`due_${level}`, due[level]],
                [`sent_${level}`, sent[level]],
              ]),
            ),
          })),
        ),
      ],
    );
    expect(rows.map(({ owed }) => owed)).toEqual(ledgers.map(({ due, sent }) => owedByLevel(due, sent)));
  });
});

describe('views of kept sums', () => {
  test('count the changes of the questions that the domain counts', async () => {
    const [view] = await ask<{ text: string }>(`SELECT pg_get_viewdef('review_key_now'::regclass) AS text`);
    const listed = /ARRAY\[([^\]]+)\]/.exec(view!.text)![1]!;
    expect([...listed.matchAll(/'(\w+)'::text/g)].map(([, question]) => question)).toEqual(COUNTED_QUESTIONS);
    const kinds = /t\.kind = ANY \(ARRAY\[([^\]]+)\]/.exec(view!.text)![1]!;
    expect([...kinds.matchAll(/'(\w+)'/g)].map(([, kind]) => kind)).toEqual(COUNTED_KINDS);
  });

  test('give a sign where the domain calls the main heat clean, and look at the meter it looks at', async () => {
    const [view] = await ask<{ text: string }>(`SELECT pg_get_viewdef('review_key_now'::regclass) AS text`);
    const clean = /->> 'mainHeat'::text\) = ANY \(ARRAY\[([^\]]+)\]/.exec(view!.text)![1]!;
    expect(new Set([...clean.matchAll(/'(\w+)'/g)].map(([, mode]) => mode))).toEqual(new Set(CLEAN_MODES));
    const meters = /CASE cc\.mode([\s\S]+?)END/.exec(view!.text)![1]!;
    expect(
      Object.fromEntries([...meters.matchAll(/WHEN '(\w+)'::text THEN '(\w+)'::text/g)].map(([, mode, energy]) => [mode, energy])),
    ).toEqual(ENERGY_OF_MODE);
  });

  test('know every level of government and every state of continuity', async () => {
    const text = async (view: string) => (await ask<{ text: string }>(`SELECT pg_get_viewdef('${view}'::regclass) AS text`))[0]!.text;
    for (const level of LEVELS)
      for (const view of ['subsidy_line', 'subsidy_open_now', 'resend_sum_now']) expect(await text(view)).toContain(`'${level}'::text`);
    const continuity = await text('continuity_sum_now');
    expect([...continuity.matchAll(/THEN '(\w+)'::text/g)].map(([, state]) => state)).toEqual(keysOf('continuity'));
  });
});

describe('divisions in force', () => {
  test('from the first day on, to the day before the last; a missing day is no limit', async () => {
    const days = [null, '2021-01-09', '2021-01-10', '2021-01-11'];
    const all = days.flatMap((validFrom) => days.map((validTo) => ({ validFrom, validTo })));
    const rows = await ask<{ ended: boolean; exists: boolean }>(
      `SELECT ${hasEndedInSql('v', '$2::date')} AS ended, ${existsOnInSql('v', '$2::date')} AS exists
       FROM json_to_recordset($1::json) AS v(valid_from date, valid_to date)`,
      [JSON.stringify(all.map(({ validFrom, validTo }) => ({ valid_from: validFrom, valid_to: validTo }))), '2021-01-10'],
    );
    expect(rows).toEqual(all.map((one) => ({ ended: hasEnded(one, '2021-01-10'), exists: existsOn(one, '2021-01-10') })));
    // The last day given is the first on which the division no longer exists.
    expect(hasEnded({ validTo: '2021-01-10' }, '2021-01-10')).toBe(true);
    expect(existsOn({ validFrom: '2021-01-10', validTo: '2021-01-11' }, '2021-01-10')).toBe(true);
  });

  test('a village that ends today takes no household of another', async () => {
    const today = dayInShanghai(new Date());
    const ending = OTHER_VILLAGE;
    const choices = async () => (await withSql(db, (sql) => villagesOfSameCounty(sql, EVERYTHING, VILLAGE))).map(({ code }) => code);
    await ask('UPDATE division SET valid_to = $2 WHERE code = $1', [ending, addDays(today, 1)]);
    expect(await choices()).toContain(ending);
    await ask('UPDATE division SET valid_to = $2 WHERE code = $1', [ending, today]);
    expect(await choices()).not.toContain(ending);
    await ask('UPDATE division SET valid_to = NULL WHERE code = $1', [ending]);
  });
});

describe('days of a season', () => {
  test('the nearest division at or above the village that has some decides', async () => {
    const daysOf = async () =>
      ask(
        `SELECT d.starts_on AS "startsOn", d.ends_on AS "endsOn"
         FROM division v JOIN LATERAL ${datesOfVillage('$2')} d ON true WHERE v.code = $1`,
        [VILLAGE, '2020-2021'],
      );
    expect(await daysOf()).toEqual([]);
    const declare = (division: string, startsOn: string) =>
      inTransaction(db, (sql) => declareSeason(sql, '2020-2021', startsOn, '2021-03-31', division));
    await declare('1406', '2020-11-01');
    expect(await daysOf()).toEqual([{ startsOn: '2020-11-01', endsOn: '2021-03-31' }]);
    await declare('140602', '2020-10-25');
    await declare('140681', '2020-10-01');
    expect(await daysOf()).toEqual([{ startsOn: '2020-10-25', endsOn: '2021-03-31' }]);
    await declare(VILLAGE, '2020-10-20');
    expect(await daysOf()).toEqual([{ startsOn: '2020-10-20', endsOn: '2021-03-31' }]);
  });
});

describe('names of places', () => {
  test('name what their page leaves out, from the top down', async () => {
    const path = (
      await ask<{ name: string }>(
        `SELECT a.name FROM division v JOIN division a ON a.code = ANY(v.path) WHERE v.code = $1 ORDER BY cardinality(a.path)`,
        [VILLAGE],
      )
    ).map(({ name }) => name);
    const [, , county, township, village] = path;
    const [names] = await ask(
      `WITH ${placesBetween('$3')}
       SELECT ${placeFromCounty()} AS "fromCounty", ${PLACE_BELOW_COUNTY} AS "belowCounty", ${placeInScope('$2')} AS "inScope",
              ${placeBelow('$3')} AS below, ${placeBelow('$1')} AS itself, places.place AS between
       FROM division v LEFT JOIN places ON places.code = v.parent_code WHERE v.code = $1`,
      [VILLAGE, [VILLAGE.slice(0, 6)], VILLAGE.slice(0, 6)],
    );
    expect(names).toEqual({
      fromCounty: `${county} ${township} ${village}`,
      belowCounty: `${township} ${village}`,
      inScope: `${county} ${township} ${village}`,
      below: `${township} ${village}`,
      itself: village,
      between: township,
    });
  });
});
