import { join } from 'node:path';
import { config } from 'dotenv';
import { projectRoot } from './project-root.server';

/** Settings of `.env`; what is already in the environment wins. Imported by whatever reads the environment. */
config({ path: join(projectRoot(), '.env'), quiet: true });
