import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * The folder that holds prisma/ and node_modules/. It is looked for from this file upwards, so that it is found from the
 * sources (scripts, tests) and from the built server alike, whatever the working directory is.
 */
export function projectRoot(): string {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'prisma', 'schema.prisma'))) return folder;
    if (folder === dirname(folder)) throw new Error('prisma/schema.prisma was not found above this program');
  }
}
