import { personByUsername } from '~/database/access/persons.server';
import type { Database } from '~/database/connection/open.server';
import { withSql } from '~/database/connection/sql.server';
import type { Person } from '~/domain/access/person';
import { typedOf } from '~/domain/survey/typed';
import { approveVisits, type Remark, returnVisit } from '~/server/workflows/review/review-visit.server';
import { saveDraft } from '~/server/workflows/survey/save-draft.server';
import { submitVisit } from '~/server/workflows/survey/submit-visit.server';
import { seenIn } from './answers.server';
import { SAMPLE_SEASONS } from './counties.server';
import { type Home, homesOf } from './households.server';
import { addSpotChecks } from './live-checks.server';
import { addLiveFindings } from './live-findings.server';
import { addLivePlans } from './live-plans.server';
import { addConflict, addHeadChange } from './live-records.server';
import { addLiveSubsidies } from './live-subsidies.server';
import { roomsOf } from './rooms.server';
import { FINISHED_SHARE } from './sample-rows.server';
import { wasPaid } from './subsidies.server';
import { LARGE_VILLAGE, OTHER_CADRE_VILLAGE, SECOND_VILLAGE, type ShippedDivision, sampleVillage } from './villages.server';
import { type SampleVisit, visitsOf } from './visits.server';

const SEASON = '2020-2021';

/** The remarks a reviewer might make, each on a question of the form. */
const REMARKS: readonly Remark[][] = [
  [{ question: 'stove', text: '邻居反映这户冬天还生过炉子，请再看一下煤炉是否已拆。' }],
  [
    { question: 'roomTemperature', text: '请补填室温。' },
    { question: 'stability', text: '上季是“不稳定”，本季为什么变了，请在备注里写一句。' },
  ],
  [{ question: 'rooms', text: '南房出租了没有？请补上房屋情况。' }],
  [{ question: 'satisfaction', text: '满意度没有填，请问一下户主。' }],
];

type Work = { village: string; cadre: string; reviewer: string; submitted: number; returned: number; approved: number; drafts: number };
/** Visits beside the approved ones of the sample: waiting in the queue, returned, or half typed as a draft. */
const WORK: readonly Work[] = [
  { village: LARGE_VILLAGE, cadre: 'cadre', reviewer: 'township', submitted: 18, returned: 3, approved: 4, drafts: 2 },
  { village: SECOND_VILLAGE, cadre: 'cadre', reviewer: 'township', submitted: 4, returned: 1, approved: 0, drafts: 1 },
  { village: OTHER_CADRE_VILLAGE, cadre: 'cadre2', reviewer: 'township2', submitted: 4, returned: 1, approved: 1, drafts: 1 },
];

/** Uses the same workflows as people do. A second run finds what is there and changes nothing. */
export async function addLiveStates(
  db: Database,
  divisions: readonly ShippedDivision[],
  runningOf: (village: string) => number,
  now: Date,
): Promise<void> {
  const [township, county] = [await person(db, 'township'), [await person(db, 'county'), await person(db, 'county3')] as const];
  await addLiveFindings(db, { county, township }, SEASON, now);
  for (const work of WORK) {
    const village = sampleVillage(divisions.find((division) => division.code === work.village)!);
    const open = homesOf(village, runningOf(village.code)).filter(({ index }) => index >= village.size * FINISHED_SHARE);
    await workOn(db, work, open, now);
    if (work.village === SECOND_VILLAGE) await addOddStates(db, open, now);
  }
  await addSpotChecks(db, { township, cadre: await person(db, 'cadre3'), village: SECOND_VILLAGE }, now);
  await addLiveSubsidies(db, ...county, now);
  await addLivePlans(db, county, SEASON, now);
}

/** A change of head and a conflict, at the far end of the village, where nobody else works. */
async function addOddStates(db: Database, open: readonly Home[], now: Date): Promise<void> {
  const county = [await person(db, 'county'), await person(db, 'county3')] as const;
  await addHeadChange(db, county, open.at(-1)!, now);
  const cadres = [await person(db, 'cadre'), await person(db, 'cadre3')] as const;
  const home = open.slice(0, -1).findLast((one) => doneVisit(one) !== undefined);
  if (home) await addConflict(db, cadres, SECOND_VILLAGE, { ...doneVisit(home)!, visitor: cadres[0].name }, now);
}

const doneVisit = (home: Home): SampleVisit | undefined => visitsOf(home, SEASON).find(({ outcome }) => outcome === 'done');

async function workOn(db: Database, work: Work, open: readonly Home[], now: Date): Promise<void> {
  const cadre = await person(db, work.cadre);
  const reviewer = await person(db, work.reviewer);
  const ready = open.flatMap((home) => {
    const visit = doneVisit(home);
    return visit ? [{ home, visit }] : [];
  });
  const submitted = ready.slice(0, work.submitted + work.returned + work.approved);
  const fresh: { id: string; revision: number }[] = [];
  // One that waits contradicts the payments, so that a reviewer sees what a sign looks like.
  const odd = submitted.findLast(
    ({ home, visit }) => visit.answers.subsidyReceived === false && !SAMPLE_SEASONS.some((season) => wasPaid(home, season)),
  );
  for (const one of submitted) {
    const { home, visit } = one;
    const said = one === odd ? { ...visit, answers: { ...visit.answers, subsidyReceived: true } } : visit;
    const receipt = await submitVisit(db, cadre, fieldVisit(home, said, cadre), now);
    // 'same' means that an earlier run had stored the visit and reviewed it.
    if (receipt.status === 'received') fresh.push({ id: receipt.id, revision: receipt.revision });
  }
  const due = new Set(submitted.slice(0, work.returned + work.approved).map(({ visit }) => visit.visit));
  const reviewed = fresh.filter(({ id }) => due.has(id));
  for (const [i, { id, revision }] of reviewed.slice(0, work.returned).entries()) {
    await returnVisit(db, reviewer, { visitId: id, revision, remarks: REMARKS[i % REMARKS.length]! }, now);
  }
  const approved = reviewed.slice(work.returned);
  if (approved.length > 0) await approveVisits(db, reviewer, { visits: approved }, now);
  for (const { home, visit } of ready.slice(submitted.length, submitted.length + work.drafts)) await draft(db, cadre, home, visit, now);
}

function fieldVisit(home: Home, visit: SampleVisit, cadre: Person): object {
  const rooms = roomsOf(home.record.number, home.village, SEASON, seenIn(home, SEASON)).map(
    ({ household: _household, season: _season, ...room }) => room,
  );
  return { ...visit, visitor: cadre.name, rooms };
}

/** A draft of half a visit: the answers up to the coal, without the rest. */
async function draft(db: Database, cadre: Person, home: Home, visit: SampleVisit, now: Date): Promise<void> {
  const { mainHeat, connected, stability, roomTemperature } = visit.answers;
  const typed = Object.fromEntries(
    Object.entries(typedOf({ mainHeat, connected, stability, roomTemperature })).map(([field, values]) => [field, [...values]]),
  );
  await saveDraft(
    db,
    cadre,
    {
      household: home.record.number,
      season: SEASON,
      visitId: visit.visit,
      draft: { typed, card: 'coal', baseRevision: 1, openedAt: now.toISOString() },
    },
    now,
  );
}

async function person(db: Database, username: string): Promise<Person> {
  const found = await withSql(db, (sql) => personByUsername(sql, username));
  if (!found) throw new Error(`the demonstration has no account ${username}`);
  return found;
}
