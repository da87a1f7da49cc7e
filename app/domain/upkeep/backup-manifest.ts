import { z } from 'zod';

/** What a backup says of itself (docs/definitions.md#backup). A newer format gets a new number, and older programs refuse it by that. */
export const BACKUP_FORMAT = 1;

/** In clear at the beginning of the file, so that a key or a version that does not fit is named before anything is opened. */
export const BACKUP_HEADER = z.object({
  format: z.number().int(),
  id: z.string(),
  madeAt: z.string(),
  /** The id of the key in DATA_KEY. */
  key: z.string(),
  /** Tells the key from another of the same id. */
  check: z.string(),
  salt: z.string(),
  /** The migrations of the register: a program that lacks one of them is older than the backup. */
  migrations: z.array(z.string()),
  /** Bytes of the tables in the database and of the files beside it, before they were packed. */
  tableBytes: z.number(),
  fileBytes: z.number(),
});
export type BackupHeader = z.infer<typeof BACKUP_HEADER>;

const COUNTED = z.object({ name: z.string(), rows: z.number(), sha256: z.string() });

/** At the end of the file: what must have been read by then, and what the restored register must say. */
export const BACKUP_CLOSING = z.object({
  tables: z.array(COUNTED),
  files: z.number(),
  counters: z.array(z.object({ name: z.string(), value: z.string(), called: z.boolean() })),
  /** Null for a register of an older version, which this program cannot add up. */
  figures: z
    .object({
      chains: z.number(),
      entries: z.number(),
      head: z.string(),
      facts: z.array(z.object({ season: z.string(), division: z.string(), sums: z.record(z.string(), z.number()) })),
    })
    .nullable(),
});
export type BackupClosing = z.infer<typeof BACKUP_CLOSING>;
