/**
 * The build for the demonstration and the tests: it is made once for each state of the sources, in .cache/builds/<hash>. A
 * build in use is never changed, so a running app keeps its files when the sources change.
 */
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs';
import { join, relative } from 'node:path';
import { projectRoot } from '~/database/connection/project-root.server';
import { hashOfSources } from '../built-programs.js';
import { keepFormerAssets } from '../former-assets.js';

const KEPT_BUILDS = 4;

/** The folder of a build of the current sources, which is built now when there is none. */
export async function builtFolder(say: (line: string) => void = () => undefined): Promise<string> {
  const builds = join(projectRoot(), '.cache', 'builds');
  const version = hashOfSources(projectRoot());
  const folder = join(builds, version);
  if (!existsSync(join(folder, 'server', 'index.js'))) {
    say('构建网页（约 20 秒）… building the pages');
    mkdirSync(builds, { recursive: true });
    const draft = join(builds, `draft-${randomUUID()}`);
    await build(draft, version);
    const former = latestBuild(builds);
    if (former) keepFormerAssets(former, draft);
    try {
      renameSync(draft, folder);
    } catch (error) {
      // Another process has built the same sources meanwhile.
      rmSync(draft, { recursive: true, force: true });
      if (!existsSync(join(folder, 'server', 'index.js'))) throw error;
    }
  }
  const now = new Date();
  utimesSync(folder, now, now);
  removeOld(builds);
  return folder;
}

/** Builds the pages of the server first, because Remix empties the folder, then the field app and the programs. */
async function build(folder: string, version: string): Promise<void> {
  await run([join('node_modules', '@remix-run', 'dev', 'dist', 'cli.js'), 'vite:build'], folder, version);
  await run([join('node_modules', 'vite', 'bin', 'vite.js'), 'build', '--config', 'vite.field.config.ts'], folder, version);
  await run([join('node_modules', 'vite', 'bin', 'vite.js'), 'build', '--config', 'vite.programs.config.ts'], folder, version);
}

function run(command: string[], folder: string, version: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, command, {
      cwd: projectRoot(),
      env: { ...process.env, NODE_ENV: 'production', BUILD_DIRECTORY: relative(projectRoot(), folder), BUILD_VERSION: version },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.once('error', reject);
    child.once('exit', (code) => (code === 0 ? resolve() : reject(new Error(`The build failed:\n${output}`))));
  });
}

function latestBuild(builds: string): string | undefined {
  return finishedBuilds(builds)[0]?.path;
}

/** The latest first. */
function finishedBuilds(builds: string): { path: string; at: number }[] {
  return readdirSync(builds)
    .filter((name) => !name.startsWith('draft-'))
    .map((name) => ({ path: join(builds, name), at: statSync(join(builds, name)).mtimeMs }))
    .sort((a, b) => b.at - a.at);
}

/** Keeps the latest builds and deletes older ones, which probably nobody uses any more. */
function removeOld(builds: string): void {
  for (const { path } of finishedBuilds(builds).slice(KEPT_BUILDS)) rmSync(path, { recursive: true, force: true });
}
