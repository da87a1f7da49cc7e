import { spawnSync } from 'node:child_process';

/** The rules must not depend on where the machine stands: a day is a day in Shanghai, on a server in UTC and elsewhere. */
const TIME_ZONES = ['UTC', 'Asia/Shanghai', 'America/Los_Angeles'];

for (const zone of TIME_ZONES) {
  process.stdout.write(`TZ=${zone}\n`);
  const { status } = spawnSync('npx', ['vitest', 'run', '--project', 'quick', 'tests/domain'], { env: { ...process.env, TZ: zone }, stdio: 'inherit' });
  if (status !== 0) process.exit(1);
}
