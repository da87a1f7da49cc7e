import { readdirSync, readFileSync } from 'node:fs';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';

/** Texts that are SQL: a statement in any case, or a clause in capitals as a fragment. */
const SQL = [
  /\b(select\s+(\*|[\w.]+(\s*,\s*[\w.]+)*)\s+from|insert\s+into|update\s+\S+(\s+\w+)?\s+set|delete\s+from|merge\s+into|lock\s+table)\s+\S/i,
  /\bcopy\s+\S+(\s*\([^)]*\))?\s+(from|to)\s+std(in|out)\b/i,
  /\b(create(\s+temp(orary)?)?|alter|drop)\s+(table|index|schema|view)\b/i,
  /\b(SELECT|TRUNCATE|VACUUM|ANALYZE|RETURNING|LATERAL|COALESCE|FOR UPDATE|FOR SHARE|SET LOCAL|ON CONFLICT|GROUP BY|ORDER BY)\b/,
  /\b(INNER|LEFT|RIGHT|FULL|CROSS)\s+JOIN\b|^\s*(FROM|WHERE|AND|OR|JOIN|VALUES|EXISTS)\s/,
];
/** Calls that send a statement: of app/database/connection/sql.server.ts, of a pool, of Prisma. */
const SENDING = /^(query|stream|copyIn|\$(queryRaw|executeRaw)(Unsafe)?)$/;

/** Files outside app/database that send statements of others, each with its reason. */
const PASS_ON: Record<string, string> = {
  'app/server/jobs/enqueue.server.ts': "pg-boss writes its own statements and sends them through the register's pool or transaction",
};

type Finding = { file: string; line: number; text: string };

function findings(file: string, content: string): { texts: Finding[]; sends: Finding[] } {
  const source = ts.createSourceFile(file, content, ts.ScriptTarget.Latest, true);
  const texts: Finding[] = [];
  const sends: Finding[] = [];
  const at = (node: ts.Node, text: string): Finding => ({
    file,
    line: source.getLineAndCharacterOfPosition(node.getStart()).line + 1,
    text: text.trim().replaceAll(/\s+/g, ' ').slice(0, 80),
  });
  const visit = (node: ts.Node): void => {
    const text = textOf(node);
    if (text !== undefined && SQL.some((pattern) => pattern.test(text))) texts.push(at(node, text));
    const call = sentBy(node);
    if (call !== undefined && SENDING.test(call)) sends.push(at(node, node.getText()));
    ts.forEachChild(node, visit);
  };
  visit(source);
  return { texts, sends };
}

/** The whole text of a literal; an inserted expression becomes one word. */
function textOf(node: ts.Node): string | undefined {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (!ts.isTemplateExpression(node)) return undefined;
  return [node.head.text, ...node.templateSpans.map((span) => span.literal.text)].join('x');
}

function sentBy(node: ts.Node): string | undefined {
  const called = ts.isCallExpression(node) ? node.expression : ts.isTaggedTemplateExpression(node) ? node.tag : undefined;
  return called && ts.isPropertyAccessExpression(called) ? called.name.text : undefined;
}

const found = ['app', 'scripts']
  .flatMap((root) => readdirSync(root, { recursive: true, encoding: 'utf8' }).map((file) => `${root}/${file}`))
  .filter((file) => /\.tsx?$/.test(file) && !file.startsWith('app/database/'))
  .map((file) => findings(file, readFileSync(file, 'utf8')));

describe('SQL lives in app/database alone', () => {
  test('no text outside reads as SQL', () => {
    expect(found.flatMap(({ texts }) => texts)).toEqual([]);
  });

  test('nothing outside sends statements, but what passes on those of a library', () => {
    const sends = found.flatMap((one) => one.sends);
    expect(sends.filter(({ file }) => !(file in PASS_ON))).toEqual([]);
    expect([...new Set(sends.map(({ file }) => file))]).toEqual(Object.keys(PASS_ON));
  });

  test.each([
    ["sql.query('SELECT 1')"],
    ['sql.query<Row>(`SELECT h.number FROM household h WHERE h.number = ${number}`)'],
    ["const text = 'update visit set status = $1'"],
    ["const text = 'DELETE FROM room'"],
    ["const text = 'TRUNCATE visit'"],
    ["const text = 'LOCK TABLE visit IN EXCLUSIVE MODE'"],
    ["const text = 'COPY household (number) FROM STDIN'"],
    ['const part = `WHERE v.path && $${n}::text[]`'],
    ['const part = ` ORDER BY ${column}`'],
    ['prisma.$queryRaw`SELECT 1`'],
  ])('%s would be found', (statement) => {
    expect(findings('a.ts', statement).texts).toHaveLength(1);
  });

  test.each([
    ['// SELECT name FROM season, said in a comment'],
    ["const text = 'Select a village from the list'.length"],
    ["const text = 'Update the household, then set its status'"],
    ['list.select(from)'],
  ])('%s would not', (harmless) => {
    expect(findings('a.ts', harmless)).toEqual({ texts: [], sends: [] });
  });
});
