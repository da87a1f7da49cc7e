/** The whole record that a phone sent, as it is stored. It is sealed, because it may hold a phone number. */
import { sealedPlace } from '~/database/connection/opener.server';
import type { VisitInput } from '~/domain/survey/visit-schema';
import type { SeenHousehold, VisitRecordSent } from '~/domain/sync/protocol';
import type { Fields } from '~/domain/sync/visit-fields';
import { open, seal } from '~/server/personal/seal.server';

export type KeptBody = {
  visit: VisitInput;
  base: SeenHousehold | null;
  /** Exactly as it was sent. */
  sent: VisitRecordSent;
  /** For a conflict: the two sides that no longer change. */
  before?: Fields;
  said?: Fields;
};

/** The columns of a record by which its body is bound to its row. They never change. */
type RecordKey = { account_id: string; visit_id: string };
const placeOf = ({ account_id, visit_id }: RecordKey): string => sealedPlace('phone_record', 'body_encrypted', account_id, visit_id);

export function sealedBody(body: KeptBody, key: RecordKey): string {
  const { visit: _visit, base: _base, ...rest } = body;
  return seal(JSON.stringify({ ...rest, visit: body.visit }), placeOf(key));
}

export function bodyOf(row: RecordKey & { body_encrypted: string }): KeptBody {
  const body = JSON.parse(open(row.body_encrypted, placeOf(row))) as Omit<KeptBody, 'base'>;
  return { ...body, base: body.sent.base };
}
