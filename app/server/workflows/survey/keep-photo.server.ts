import { createHash } from 'node:crypto';
import type { Database } from '~/database/connection/open.server';
import { inTransaction } from '~/database/connection/sql.server';
import { notePhoto } from '~/database/survey/photos.server';
import type { Person } from '~/domain/access/person';
import { mayPerson } from '~/domain/access/who-may';
import { refuse } from '~/domain/problems';
import { photoTypeOf } from '~/domain/sync/photo-type';
import { LARGEST_PHOTO_BYTES } from '~/domain/sync/protocol';
import { keepPhotoFile } from './photo-files.server';

/** 收下照片: checks a photo against its hash and stores it, on the disk before in the register. A repeated photo is stored once. */
export async function keepPhoto(
  db: Database,
  person: Person,
  photo: { dataDir: string; sha256: string; bytes: Uint8Array },
  now: Date,
): Promise<'received' | 'same'> {
  if (!mayPerson(person, 'visit.submit')) refuse('access.not-allowed');
  return keepPhotoBytes(db, { ...photo, accountId: person.accountId }, now);
}

export async function keepPhotoBytes(
  db: Database,
  photo: { dataDir: string; sha256: string; bytes: Uint8Array; accountId: string | null },
  now: Date,
): Promise<'received' | 'same'> {
  const { bytes, sha256 } = photo;
  if (bytes.length > LARGEST_PHOTO_BYTES) refuse('photo.too-large', { kilobytes: LARGEST_PHOTO_BYTES / 1000 });
  if (createHash('sha256').update(bytes).digest('hex') !== sha256) refuse('photo.other-content');
  const type = photoTypeOf(bytes);
  if (type === null) return refuse('photo.not-a-photo');
  await keepPhotoFile(photo.dataDir, sha256, bytes);
  const { isNew } = await inTransaction(
    db,
    (sql) => notePhoto(sql, { sha256, type, bytes: bytes.length, accountId: photo.accountId, now }),
    { durable: true },
  );
  return isNew ? 'received' : 'same';
}
