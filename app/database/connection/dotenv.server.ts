import { join } from 'node:path';
import { config } from 'dotenv';
import { projectRoot } from './project-root.server';

/**
 * Loads the settings of `.env`; variables already in the environment win. Every module that reads the environment imports this
 * one.
 */
config({ path: join(projectRoot(), '.env'), quiet: true });
