/** A visit as fields and back: what is said, what is not said, and what is taken away. */
import { describe, expect, test } from 'vitest';
import type { Evidence } from '~/domain/survey/evidence';
import { fieldsOf, fieldsSaid, visitOfFields } from '~/domain/sync/visit-fields';

const AT = '2021-01-10T10:00:00+08:00';
const photos = [{ sha256: 'a'.repeat(64), about: 'stove' as const, takenAt: AT }];
const place = { latitude: 39.3, longitude: 112.4, accuracy: 8, at: AT };
const visit = (evidence?: Evidence) => ({ outcome: 'done' as const, answers: {}, ...(evidence && { evidence }) });
const theirs = fieldsOf(visit({ photos, place }), null, {});

describe('evidence', () => {
  test('of a sender that takes none stays as it was', () => {
    expect(visitOfFields(fieldsSaid(visit() as never, {}, theirs), theirs).evidence).toEqual({ photos, place });
  });

  test('that a sender took away is gone, in part and altogether', () => {
    expect(visitOfFields(fieldsSaid(visit({ place }) as never, {}, theirs), theirs).evidence).toEqual({ place });
    expect(visitOfFields(fieldsSaid(visit({}) as never, {}, theirs), theirs).evidence).toEqual({});
  });

  test('is not spoken of where nobody has any', () => {
    expect(visitOfFields(fieldsSaid(visit({}) as never, {}, {}), {})).not.toHaveProperty('evidence');
  });
});
