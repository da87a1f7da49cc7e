import { cpSync, existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** Where the server looks for them (app/server/http/serve.server.ts). */
const FORMER_ASSETS = 'former';

/**
 * Puts the assets of a former build beside those of a new one, except files that both have. What the former build had kept of the one
 * before it is left behind.
 * @param {string} former
 * @param {string} next
 */
export function keepFormerAssets(former, next) {
  for (const [kept, ...from] of [
    ['assets', 'client', 'assets'],
    ['field', 'client', 'field', 'assets'],
  ]) {
    const source = join(former, ...from);
    if (!existsSync(source)) continue;
    const target = join(next, FORMER_ASSETS, kept);
    cpSync(source, target, { recursive: true });
    const now = join(next, ...from);
    for (const name of existsSync(now) ? readdirSync(now) : []) rmSync(join(target, name), { recursive: true, force: true });
  }
}
