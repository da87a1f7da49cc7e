import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Serves where packages cannot be installed. */
const WHOLE_BROWSER = canInstall() ? [] : ['chromium'];

/**
 * Programs the tests need beside Node: a browser, LibreOffice (opens and recalculates our workbooks), Chinese fonts, openpyxl and
 * poppler (make and read files as other programs do), nginx (stands before the app). They are Debian packages. Missing ones are installed
 * when that is possible and named otherwise; no test is skipped because one is missing.
 */
const TOOLS = [
  { packages: ['chromium-headless-shell'], there: () => ['chromium-headless-shell', ...WHOLE_BROWSER].some(isProgram) },
  { packages: ['libreoffice-calc-nogui'], there: () => ['soffice', 'libreoffice'].some(isProgram) },
  { packages: ['fontconfig', 'fonts-noto-cjk'], there: () => output('fc-list', [':lang=zh-cn', 'family']) !== '' },
  {
    packages: ['python3-openpyxl'],
    there: () => ['/usr/bin/python3', 'python3'].some((python) => succeeds(python, ['-c', 'import openpyxl'])),
  },
  { packages: ['poppler-utils'], there: () => isProgram('pdftotext') },
  { packages: ['nginx-light'], there: () => existsSync('/usr/sbin/nginx') },
];

export function missingPackages(): string[] {
  return TOOLS.filter((tool) => !tool.there()).flatMap((tool) => tool.packages);
}

/**
 * Makes sure that all tools are there. Returns false, with a sentence on standard error, when one is missing and cannot be
 * installed.
 */
export function needTools(): boolean {
  const missing = missingPackages();
  if (missing.length === 0) return true;
  const byHand = `apt-get install --no-install-recommends ${missing.join(' ')}`;
  if (!canInstall()) {
    process.stderr.write(
      `测试还需要以下软件（Debian 软件包名），请先安装：${byHand}\nThe tests need these Debian packages (or the same programs from elsewhere); install them ` +
        `first: ${byHand}\n`,
    );
    return false;
  }
  process.stderr.write(`正在安装测试所需的软件 / Installing what the tests need: ${missing.join(' ')}\n`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const run = (args: string[]) => spawnSync('apt-get', ['-q', '-y', ...args], { env, stdio: ['ignore', 2, 2] }).status === 0;
  // A new machine has no package lists, and outdated lists name files that no longer exist.
  const done = run(['update']) && run(['install', '--no-install-recommends', ...missing]) && missingPackages().length === 0;
  if (!done)
    process.stderr.write(`没有装成。请手工安装后重试：${byHand}\nThat did not work. Install them by hand and try again: ${byHand}\n`);
  return done;
}

/** Debian or the like, as root. */
function canInstall(): boolean {
  return process.getuid?.() === 0 && isProgram('apt-get');
}

function isProgram(name: string): boolean {
  return (process.env.PATH ?? '').split(':').some((folder) => folder !== '' && existsSync(`${folder}/${name}`));
}

function succeeds(program: string, args: string[]): boolean {
  return spawnSync(program, args, { stdio: 'ignore' }).status === 0;
}

function output(program: string, args: string[]): string {
  return spawnSync(program, args, { encoding: 'utf8' }).stdout?.trim() ?? '';
}

if (process.argv[1] === fileURLToPath(import.meta.url) && !needTools()) process.exitCode = 1;
