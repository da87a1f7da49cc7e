import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * The folder that holds prisma/ and node_modules/. The search goes upwards from this file, so that the sources (scripts, tests)
 * and the built server both find it in any working directory.
 */
export function projectRoot(): string {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'prisma', 'schema.prisma'))) return folder;
    if (folder === dirname(folder)) throw new Error('prisma/schema.prisma was not found above this program');
  }
}
