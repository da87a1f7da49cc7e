/** `run-exports`: the program that the app starts to make files while their readers wait. */
import { runExports } from '~/server/exports/run-exports.server';

runExports();
