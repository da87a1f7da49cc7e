import { readdirSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { inTransaction } from '~/database/connection/sql.server';
import { openApiDocument } from '~/server/api/openapi.server';
import { OPERATIONS, OTHER_FILES } from '~/server/api/operations.server';
import { startApp } from '../../helpers/app';
import { freshDatabase } from '../../helpers/database';
import { addHouseholds, declareSeason, FAR_VILLAGE, VILLAGE, visitOf } from '../../helpers/register';
import { type Answer, addAccount, apiClient, type Call, PASSWORD, tokenOf } from './api-client';

type Schema = Record<string, unknown>;
type Parameter = { name: string; in: string; required?: boolean; schema: Schema };
type DocumentedOperation = {
  operationId: string;
  parameters?: Parameter[];
  requestBody?: { content: Record<string, { schema: Schema }> };
  responses: Record<string, { description: string; content?: Record<string, { schema?: Schema }> }>;
  security?: unknown[];
};

/** The document as a client gets it, through JSON. */
const description = JSON.parse(JSON.stringify(openApiDocument())) as {
  openapi: string;
  paths: Record<string, Record<string, DocumentedOperation>>;
  components: { schemas: Record<string, Schema>; securitySchemes: Record<string, unknown> };
};
const operations = Object.entries(description.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
);

/** A parser for a schema of the document, made only from the document. */
function parserOf(schema: Schema): z.ZodType {
  const named = JSON.parse(JSON.stringify(description.components.schemas).replaceAll('#/components/schemas/', '#/$defs/')) as Record<
    string,
    Schema
  >;
  const own = JSON.parse(JSON.stringify(schema).replaceAll('#/components/schemas/', '#/$defs/')) as Schema;
  return z.fromJSONSchema({ $schema: 'https://json-schema.org/draft/2020-12/schema', ...own, $defs: named } as never);
}

describe('the description of the API', () => {
  test('is OpenAPI 3.1 in structure', () => {
    expect(description.openapi).toMatch(/^3\.1\./);
    const ids = operations.map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { path, operation } of operations) {
      expect(path).toMatch(/^\/[a-z]/);
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
      const declared = (operation.parameters ?? []).filter((parameter) => parameter.in === 'path');
      expect(declared.map(({ name }) => name)).toEqual(inPath);
      expect(declared.filter(({ required }) => required !== true)).toEqual([]);
      expect(Object.keys(operation.responses).every((status) => /^[1-5]\d\d$/.test(status))).toBe(true);
      expect(Object.values(operation.responses).filter((response) => !response.description)).toEqual([]);
    }
  });

  test('refers only to what it holds', () => {
    const refs = [...JSON.stringify(description).matchAll(/"\$ref":"([^"]+)"/g)].map((match) => match[1]!);
    expect(refs.length).toBeGreaterThan(20);
    const unknown = refs.filter((ref) => !(ref.replace('#/components/schemas/', '') in description.components.schemas));
    expect(unknown).toEqual([]);
    const used = new Set(refs.map((ref) => ref.replace('#/components/schemas/', '')));
    expect(Object.keys(description.components.schemas).filter((name) => !used.has(name))).toEqual([]);
  });

  test('and the route files hold each other', () => {
    const files = readdirSync('app/routes').filter((file) => file.startsWith('api.'));
    expect(files.sort()).toEqual([...Object.values(OPERATIONS).map(({ file }) => file), ...OTHER_FILES].sort());
    for (const { file, path } of Object.values(OPERATIONS)) {
      // api.v1.households_.$number.ts → /households/{number}
      const address = file
        .replace(/^api\.v1/, '')
        .replace(/\.ts$/, '')
        .replaceAll('_', '')
        .replace(/\.\$(\w+)/g, '/{$1}')
        .replaceAll('.', '/');
      expect(address).toBe(path);
    }
    const documented = operations.filter(({ path }) => path !== '/openapi.json').map(({ path, method }) => `${method} ${path}`);
    expect(documented.sort()).toEqual(
      Object.values(OPERATIONS)
        .map(({ path, method }) => `${method} ${path}`)
        .sort(),
    );
  });

  test('names no personal field beside the masked phone', () => {
    const personal = Object.entries(description.components.schemas).flatMap(([name, schema]) =>
      Object.keys((schema.properties as object | undefined) ?? {})
        .filter((key) => /idNumber|bank|hardship|phone/i.test(key))
        .map((key) => `${name}.${key}`),
    );
    expect(personal).toEqual(['Household.phoneMasked']);
  });
});

describe('a live run', () => {
  let url: string;
  let cadre: Call;
  let county: Call;
  const household = `${VILLAGE}001`;

  beforeAll(async () => {
    const db = await freshDatabase();
    await inTransaction(db, (sql) => declareSeason(sql, '2020-2021', '2020-10-25', '2021-03-31'));
    await addHouseholds(db, [
      { number: household, head: '张三', address: '3排8号' },
      { number: `${VILLAGE}002`, head: '李四' },
      { number: `${FAR_VILLAGE}001`, village: FAR_VILLAGE },
    ]);
    ({ url } = await startApp({ db }));
    cadre = apiClient(url, await tokenOf(url, await addAccount(db, 'cadre', [VILLAGE])));
    county = apiClient(url, await tokenOf(url, await addAccount(db, 'county', ['140602'])));
    const name = await addAccount(db, 'cadre', [VILLAGE]);
    signIn = { username: name, password: PASSWORD };
  });
  let signIn: { username: string; password: string };

  function expectDocumented(path: string, method: string, answer: Answer): void {
    const operation = description.paths[path]?.[method.toLowerCase()];
    const response = operation?.responses[String(answer.status)];
    expect(response, `${method} ${path} answered ${answer.status}, which the description does not know: ${answer.text}`).toBeDefined();
    if (!response!.content) return void expect(answer.text).toBe('');
    const schema = response!.content[answer.type]?.schema;
    expect(schema, `${method} ${path} answered ${answer.type}`).toBeDefined();
    const parsed = parserOf(schema!).safeParse(answer.body);
    expect(parsed.error?.issues ?? [], `${method} ${path}: ${answer.text}`).toEqual([]);
  }

  test('answers as described', async () => {
    const visit = visitOf(household, {
      rooms: [{ room: 1, kind: 'main', heatedArea: 80.5, letting: 'own', connected: true, use: 'normal' }],
      householdChanges: { people: 3, elderly: 1 },
    });
    const runs: [string, string, Promise<Answer>, number][] = [
      ['/sign-in', 'POST', apiClient(url)('POST', '/sign-in', { body: signIn }), 200],
      ['/sign-in', 'POST', apiClient(url)('POST', '/sign-in', { body: { ...signIn, password: 'wrong' } }), 401],
      ['/divisions', 'GET', county('GET', '/divisions?limit=3'), 200],
      ['/divisions', 'GET', cadre('GET', '/divisions'), 200],
      ['/divisions', 'GET', cadre('GET', '/divisions?root=140603'), 404],
      ['/households', 'GET', cadre('GET', '/households'), 200],
      ['/households', 'GET', cadre('GET', `/households?village=${FAR_VILLAGE}`), 404],
      [
        '/visits',
        'POST',
        cadre('POST', '/visits', {
          body: { visits: [visit, visit, { ...visit, visitor: '王五' }, visitOf(household, { answers: {} }), 7] },
        }),
        200,
      ],
      ['/visits', 'POST', county('POST', '/visits', { body: { visits: [visit] } }), 403],
      ['/facts', 'GET', county('GET', '/facts?division=140602&season=2020-2021'), 200],
      ['/facts', 'GET', county('GET', '/facts?division=140602001&season=2020-2021&asOf=2020-12-31'), 200],
      ['/facts', 'GET', county('GET', '/facts?division=140602&season=2018-2019'), 404],
      ['/facts', 'GET', cadre('GET', `/facts?division=${VILLAGE}&season=2020-2021`), 403],
      ['/divisions', 'GET', apiClient(url)('GET', '/divisions'), 401],
    ];
    for (const [path, method, running, status] of runs) {
      const answer = await running;
      expect(answer.status, `${method} ${path}: ${answer.text}`).toBe(status);
      expectDocumented(path, method, answer);
    }
    for (const [number, status] of [
      [household, 200],
      [`${FAR_VILLAGE}001`, 404],
      ['nobody', 404],
    ] as const) {
      const answer = await cadre('GET', `/households/${number}`);
      expect(answer.status).toBe(status);
      expectDocumented('/households/{number}', 'GET', answer);
    }
    expectDocumented('/sign-out', 'POST', await cadre('POST', '/sign-out'));
    expectDocumented('/sign-out', 'POST', await cadre('POST', '/sign-out'));
    cadre = apiClient(url, ((await apiClient(url)('POST', '/sign-in', { body: signIn })).body as { token: string }).token);
  });

  test('serves the description itself to anybody', async () => {
    const answer = await apiClient(url)('GET', '/openapi.json');
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual(description);
  });

  test('refuses every request that is described as wrong', async () => {
    const tried: string[] = [];
    for (const { path, method, operation } of operations.filter(({ path }) => path !== '/openapi.json')) {
      const ofDesks = ['readFacts', 'listFindings'].includes(operation.operationId);
      const call = ofDesks ? county : operation.operationId === 'signIn' ? apiClient(url) : cadre;
      const address = path.replace('{number}', household);
      const query = new Map(
        (operation.parameters ?? []).filter((parameter) => parameter.in === 'query').map((parameter) => [parameter.name, parameter]),
      );
      const good = new URLSearchParams(
        [...query.values()].filter(({ required }) => required).map(({ name }) => [name, name === 'season' ? '2020-2021' : '140602']),
      );
      const wrongQueries = [
        ['unheard', 'of'],
        ...[...query.values()].flatMap(({ name, schema }) => wrongTexts(schema).map((value) => [name, value])),
        ...[...query.values()].filter(({ required }) => required).map(({ name }) => [name, null]),
      ] as [string, string | null][];
      for (const [name, value] of wrongQueries) {
        const asked = new URLSearchParams(good);
        if (value === null) asked.delete(name);
        else asked.set(name, value);
        const answer = await call(method, `${address}?${asked.toString()}`, operation.requestBody ? { body: {} } : {});
        const what = `${method} ${path}?${asked.toString()}`;
        expect([what, answer.status, (answer.body as { code?: string }).code]).toEqual([what, 400, 'api.not-understood']);
        expectDocumented(path, method, answer);
        tried.push(what);
      }
      for (const body of operation.requestBody ? wrongBodies(operation.requestBody.content['application/json']!.schema) : []) {
        const answer = await call(method, address, { body });
        const what = `${method} ${path} ${JSON.stringify(body).slice(0, 80)}`;
        expect([what, answer.status]).toEqual([what, 400]);
        expectDocumented(path, method, answer);
        tried.push(what);
      }
    }
    expect(tried.length).toBeGreaterThan(25);
  });

  test('refuses every visit that is described as wrong, each by itself', async () => {
    const good = visitOf(household, { rooms: [{ room: 1, kind: 'main', heatedArea: 80, letting: 'own', connected: true, use: 'normal' }] });
    const documented = parserOf(description.components.schemas.Visit!);
    expect(documented.safeParse(good).error?.issues ?? []).toEqual([]);
    const wrong = [
      ...Object.keys(good)
        .filter((key) => key !== 'answers' && key !== 'rooms')
        .map((key) => without(good, key)),
      { ...good, unheard: 1 },
      { ...good, kind: 'party' },
      { ...good, visitedAt: '2021-01-10' },
      { ...good, baseRevision: 0 },
      { ...good, answers: { ...(good.answers as object), coalStock: 'some' } },
      { ...good, answers: { ...(good.answers as object), roomTemperature: 180 } },
      { ...good, answers: { ...(good.answers as object), unheard: true } },
      { ...good, rooms: [{ room: 1, kind: 'main' }] },
      { ...good, rooms: [{ room: 100, kind: 'main', heatedArea: 80, letting: 'own', connected: true, use: 'normal' }] },
      { ...good, householdChanges: { people: -1 } },
    ];
    expect(wrong.filter((visit) => documented.safeParse(visit).success)).toEqual([]);
    const { body } = await cadre('POST', '/visits', { body: { visits: [...wrong, good] } });
    const statuses = (body as { receipts: { status: string }[] }).receipts.map(({ status }) => status);
    expect(statuses).toEqual([...wrong.map(() => 'refused'), 'received']);
  });
});

function without(object: Record<string, unknown>, key: string): Record<string, unknown> {
  const { [key]: _left, ...rest } = object;
  return rest;
}

/** Texts that a parameter's schema refuses. */
function wrongTexts(schema: Schema): string[] {
  const wrong: string[] = [];
  if (schema.type === 'integer') wrong.push('many', '1.5', String(Number(schema.minimum) - 1), String(Number(schema.maximum) + 1));
  if (schema.pattern) wrong.push('no such form');
  if (typeof schema.maxLength === 'number') wrong.push('x'.repeat(schema.maxLength + 1));
  return wrong;
}

/** Bodies that the schema of an object refuses: each required part left out, each part of another type, one part too many. */
function wrongBodies(reference: Schema): unknown[] {
  const schema = resolved(reference);
  const properties = schema.properties as Record<string, Schema>;
  const good = Object.fromEntries(Object.entries(properties).map(([key, part]) => [key, part.type === 'array' ? [{}] : 'text']));
  return [
    [],
    'text',
    null,
    { ...good, unheard: 'of' },
    ...(schema.required as string[]).map((key) => without(good, key)),
    ...Object.entries(properties).flatMap(([key, part]) => [
      { ...good, [key]: 7 },
      ...(typeof part.maxItems === 'number'
        ? [
            { ...good, [key]: Array.from({ length: part.maxItems + 1 }, () => ({})) },
            { ...good, [key]: [] },
          ]
        : []),
      ...(typeof part.maxLength === 'number'
        ? [
            { ...good, [key]: 'x'.repeat(part.maxLength + 1) },
            { ...good, [key]: '' },
          ]
        : []),
    ]),
  ];
}

function resolved(schema: Schema): Schema {
  const ref = schema.$ref as string | undefined;
  return ref ? description.components.schemas[ref.replace('#/components/schemas/', '')]! : schema;
}
