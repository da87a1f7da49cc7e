/**
 * A phone without a screen: it downloads its package, records visits and sends them as the field app does, but calls the
 * workflows directly.
 */
import { randomUUID } from 'node:crypto';
import type { Database } from '~/database/connection/open.server';
import type { Person } from '~/domain/access/person';
import type { FieldHousehold, SeenHousehold, VisitRecordSent } from '~/domain/sync/protocol';
import type { RecordOutcome } from '~/server/workflows/phones/checked-record.server';
import { readPackage } from '~/server/workflows/phones/read-package.server';
import { receiveRecords } from '~/server/workflows/phones/receive-batch.server';
import { hashOfContent } from '~/server/workflows/survey/store-visits.server';
import { NOW, visitOf } from './register';

function seenOf(household: FieldHousehold): SeenHousehold {
  const { residence, houseUse, people, elderly, phoneMasked, address } = household;
  return {
    household: { residence, houseUse, people, elderly, phoneMasked, address },
    mode: household.mode,
    rooms: household.roomsOfThisSeason && household.rooms ? household.rooms.map((room) => ({ ...room })) : null,
    visits: household.visits.map(({ id, revision, contentHash, outcome, answers }) => ({
      id,
      revision,
      contentHash,
      outcome,
      answers: { ...answers },
    })),
  };
}

export class TestPhone {
  readonly device = `phone-${randomUUID()}`;
  sequence = 0;
  constructor(
    readonly db: Database,
    readonly person: Person,
  ) {}

  /** The household as it is now. */
  async take(number: string, village = this.person.divisions[0]!): Promise<FieldHousehold> {
    const page = await readPackage(this.db, this.person, { village, since: null, page: null }, NOW);
    return page.households.find((household) => household.number === number)!;
  }

  record(household: FieldHousehold, change: Record<string, unknown> = {}): VisitRecordSent {
    const visit = visitOf(household.number, { visitor: this.person.name, ...change });
    this.sequence += 1;
    return {
      sequence: this.sequence,
      id: visit.visit,
      contentHash: hashOfContent(visit),
      baseRevision: household.revision,
      base: seenOf(household),
      visit,
    };
  }

  async send(...records: unknown[]): Promise<RecordOutcome[]> {
    const person = this.person as Person & { accountId: string };
    return receiveRecords(
      this.db,
      records.map((sent) => ({ person, device: this.device, app: null, source: 'phone' as const, sent })),
      NOW,
      (error) => {
        throw error;
      },
    );
  }
}
