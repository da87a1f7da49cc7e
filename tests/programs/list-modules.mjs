/** Load this with `node --import`: every module the process imports is written to MODULES_TO, one a line. */
import { appendFileSync } from 'node:fs';
import { register } from 'node:module';
import { isMainThread } from 'node:worker_threads';

if (isMainThread) register(import.meta.url);

export async function resolve(specifier, context, next) {
  const resolved = await next(specifier, context);
  appendFileSync(process.env.MODULES_TO, `${resolved.url}\n`);
  return resolved;
}
