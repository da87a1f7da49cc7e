/**
 * `npm run build`: the pages, the field app and the programs, in `build/`. The former build stays in place until the new one is whole, and
 * its assets are kept beside the new ones, one version long, for pages that are open meanwhile.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { keepFormerAssets } from './former-assets.js';

const root = join(import.meta.dirname, '..');
const [build, draft, former] = ['build', 'build.next', 'build.former'].map((name) => join(root, name));
const inModules = (...path) => join(root, 'node_modules', ...path);

rmSync(draft, { recursive: true, force: true });
for (const command of [
  [inModules('@remix-run', 'dev', 'dist', 'cli.js'), 'vite:build', '--config', 'vite.config.ts'],
  [inModules('vite', 'bin', 'vite.js'), 'build', '--config', 'vite.field.config.ts'],
  [inModules('vite', 'bin', 'vite.js'), 'build', '--config', 'vite.programs.config.ts'],
]) {
  const { status } = spawnSync(process.execPath, command, {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, NODE_ENV: 'production', BUILD_DIRECTORY: 'build.next' },
  });
  if (status !== 0) {
    rmSync(draft, { recursive: true, force: true });
    process.exit(1);
  }
}
if (existsSync(build)) {
  keepFormerAssets(build, draft);
  rmSync(former, { recursive: true, force: true });
  renameSync(build, former);
}
renameSync(draft, build);
rmSync(former, { recursive: true, force: true });
