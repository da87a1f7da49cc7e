/** The two pages that share an address: the desk of a division (/findings/140602) and one finding (/findings/WT000123). */
import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from '@remix-run/node';
import { withSql } from '~/database/connection/sql.server';
import { inScope, scopeOf } from '~/database/scope.server';
import type { Person } from '~/domain/access/person';
import { mayPerson } from '~/domain/access/who-may';
import { isFindingNumber } from '~/domain/findings/desk/finding';
import { FINDING_ACTS, type FindingAct } from '~/domain/findings/desk/finding-acts';
import { actForm, assignForm, bulkAskForm, bulkAssignForm, bulkForm, noteForm } from '~/domain/findings/desk/finding-forms';
import { type ProblemCode, Refusal, refuse } from '~/domain/problems';
import { FINDINGS_TABLE, findingsViewOf } from '~/domain/tables/findings-table';
import { columnsShown } from '~/domain/tables/table-view';
import type { Typed } from '~/i18n/form-reply';
import { sentenceOf } from '~/i18n/sentence-of.server';
import { tableChoices } from '~/server/workflows/access/table-choices.server';
import {
  askForProgress,
  assignFinding,
  assignMany,
  closeFinding,
  exceptFinding,
  noteProgress,
  proposeClosing,
  returnFinding,
} from '~/server/workflows/findings/act-on-finding.server';
import { keepEvidence } from '~/server/workflows/findings/keep-evidence.server';
import { readFinding, readFindings } from '~/server/workflows/findings/read-findings.server';
import { requestContext } from './context.server';
import { dayOfPage, orDayNotShown } from './day-not-shown.server';
import { requireMay } from './person.server';
import { actionResult, orProblem, parseForm, problemResponse } from './respond.server';
import { sentForm } from './sent/sent-form.server';

/** Five files of ten megabytes and the words. */
const LARGEST_FORM_BYTES = 52_000_000;

/** A form with evidence; one that is larger than its parts may be is not read at all. */
export async function evidenceForm(request: Request): Promise<FormData> {
  if (Number(request.headers.get('Content-Length') ?? 0) > LARGEST_FORM_BYTES)
    throw problemResponse({ code: 'finding.too-many-files' }, 413);
  return sentForm(request);
}

export const filesOf = (form: FormData): File[] => form.getAll('files').filter((one): one is File => typeof one !== 'string');

/** Where the sentences of refused files and owners stand. */
export const FIELD_OF: Partial<Record<ProblemCode, string>> = {
  'finding.evidence-missing': 'files',
  'finding.document-missing': 'files',
  'finding.file-too-large': 'files',
  'finding.file-not-evidence': 'files',
  'finding.too-many-files': 'files',
  'finding.owner-unknown': 'account',
  'finding.household-elsewhere': 'household',
  'household.unknown': 'household',
};

/** A number of a finding and a code of a division differ in their signs; a number of digits alone is told from a code by the register. */
async function isFinding(person: Person, key: string): Promise<boolean> {
  return isFindingNumber(key) || !(await withSql(requestContext().db, (sql) => inScope(sql, scopeOf(person), key)));
}

export async function loadFindingsPage({ request, params }: LoaderFunctionArgs) {
  const person = await requireMay(request, 'finding.read');
  const key = params.code ?? '';
  const asked = new URL(request.url).searchParams;
  return orProblem(async () => ((await isFinding(person, key)) ? onePage(person, key, asked) : deskPage(person, key, asked)));
}

async function onePage(person: Person, number: string, asked: URLSearchParams) {
  const { db, now, language } = requestContext();
  const { forbidden, ...found } = await readFinding(db, person, number, now);
  const act = asked.get('act');
  const done = asked.get('done');
  const isAct = (text: string | null): text is FindingAct => (FINDING_ACTS as readonly (string | null)[]).includes(text);
  // Acts that the role never takes are not shown at all.
  const sentences = FINDING_ACTS.flatMap((one): [FindingAct, string | null][] => {
    const code = forbidden[one];
    return code === 'access.not-allowed' ? [] : [[one, code && sentenceOf(language, { code, details: { number } })]];
  });
  return {
    page: 'one' as const,
    ...found,
    forbidden: Object.fromEntries(sentences) as Partial<Record<FindingAct, string | null>>,
    act: isAct(act) ? act : null,
    done: isAct(done) ? done : null,
  };
}

async function deskPage(person: Person, division: string, asked: URLSearchParams) {
  const { db, now, language } = requestContext();
  const view = findingsViewOf(asked);
  const query = { division, season: view.season, asOf: view.asOf };
  return orDayNotShown({ db, person, query, now, language }, async () => {
    const found = await readFindings(db, person, { division, view }, now);
    if (found.season === null) return { page: 'no-season' as const, trail: found.trail };
    const { remembered, views } = await tableChoices(db, person.accountId, 'findings');
    const { trail, seasons, season, past, counts, towns, rows, next, owners } = found;
    const bulk = asked.get('done');
    return {
      page: 'desk' as const,
      trail,
      seasons: seasons.map(({ name }) => name),
      season: season.name,
      day: dayOfPage(found),
      view: { ...view, columns: columnsShown(FINDINGS_TABLE, view.columns, remembered) },
      views,
      towns,
      counts,
      rows,
      next,
      owners,
      mayOpen: mayPerson(person, 'finding.open') && !past,
      mayHandle: mayPerson(person, 'finding.handle') && !past,
      done: bulk === 'assign' || bulk === 'ask' ? ({ bulk, count: Number(asked.get('count') ?? 0) || 0 } as const) : null,
    };
  });
}

export async function actOnFindingsPage({ request, params }: ActionFunctionArgs) {
  const person = await requireMay(request, 'finding.close');
  const { db, now, settings } = requestContext();
  const key = params.code ?? '';
  const form = await evidenceForm(request);
  const { pathname, searchParams } = new URL(request.url);
  return actionResult(
    form,
    async (typed) => {
      if (!(await isFinding(person, key))) return actOnMany(person, typed, { pathname, searchParams });
      const { act } = parseForm(actForm, typed);
      await actOnOne(person, key, act, typed, () =>
        keepEvidence(db, { dataDir: settings.dataDir, accountId: person.accountId, files: filesOf(form) }, now),
      );
      throw redirect(`/findings/${encodeURIComponent(key)}?done=${act}`);
    },
    FIELD_OF,
  );
}

async function actOnOne(person: Person, number: string, act: FindingAct, typed: Typed, evidence: () => ReturnType<typeof keepEvidence>) {
  const { db, now } = requestContext();
  if (act === 'assign') return assignFinding(db, person, { number, ...parseForm(assignForm, typed) }, now);
  const said = { number, ...parseForm(noteForm, typed) };
  if (act === 'return') return returnFinding(db, person, said, now);
  const work = { progress: noteProgress, propose: proposeClosing, close: closeFinding, exception: exceptFinding }[act];
  return work(db, person, { ...said, evidence: await evidence() }, now);
}

async function actOnMany(person: Person, typed: Typed, { pathname, searchParams }: { pathname: string; searchParams: URLSearchParams }) {
  const { db, now } = requestContext();
  const { bulk, rows } = parseForm(bulkForm, typed);
  const seen = rows.map((row) => {
    const at = row.indexOf(':');
    return { revision: Number(row.slice(0, at)), number: row.slice(at + 1) };
  });
  if (seen.length === 0) refuse('finding.none-chosen');
  const count = await naming(() =>
    bulk === 'assign'
      ? assignMany(db, person, { ...parseForm(bulkAssignForm, typed), rows: seen }, now)
      : askForProgress(db, person, { ...parseForm(bulkAskForm, typed), rows: seen }, now),
  );
  const back = new URLSearchParams(searchParams);
  for (const name of ['_routes', 'index']) back.delete(name);
  back.set('done', bulk);
  back.set('count', String(count));
  throw redirect(`${pathname.replace(/\.data$/, '')}?${back.toString()}`);
}

/** Of many findings the refusal says which one it was, and that none was done. */
async function naming<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const number = error.problem.details?.number;
    if (number === undefined) throw error;
    if (error.problem.code === 'finding.changed-meanwhile') return refuse('finding.many-changed', { number });
    return refuse('finding.many-refused', { number, why: sentenceOf(requestContext().language, error.problem) });
  }
}
