/** The whole record that a phone sent, as it is stored. It is sealed, because it may hold a phone number. */
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

export function sealedBody(body: KeptBody): string {
  const { visit: _visit, base: _base, ...rest } = body;
  return seal(JSON.stringify({ ...rest, visit: body.visit }));
}

export function bodyOf(sealed: string): KeptBody {
  const body = JSON.parse(open(sealed)) as Omit<KeptBody, 'base'>;
  return { ...body, base: body.sent.base };
}
