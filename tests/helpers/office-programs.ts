/** The programs that people use for workbooks: LibreOffice, and Python with openpyxl. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Debian's own Python, for which openpyxl is installed, whatever other Python is in the path. */
export const PYTHON = existsSync('/usr/bin/python3') ? '/usr/bin/python3' : 'python3';

/** Whether LibreOffice opens documents; some machines have it for workbooks only. */
export const HAS_WRITER = existsSync('/usr/lib/libreoffice/program/libswlo.so');

const folders: string[] = [];
let profile: string | undefined;

/** Deletes the folders that a test file made. */
export function deleteFolders(): void {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}

/** A new folder, which is deleted when the test file is done. */
export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'qingnuan-office-'));
  folders.push(folder);
  return folder;
}

/**
 * LibreOffice's settings, made once for a process and deleted at its end, because making them takes as long as a conversion. Formulas are
 * calculated on loading.
 */
function madeProfile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'qingnuan-office-settings-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(join(folder, 'user'), { recursive: true });
  writeFileSync(
    join(folder, 'user', 'registrymodifications.xcu'),
    `<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema" ` +
      `xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>`,
  );
  return `-env:UserInstallation=${pathToFileURL(folder).href}`;
}

/** Opens a file in LibreOffice, which recalculates every formula, and saves it in a format. Returns the path of the result. */
export function convert(file: string, format = 'xlsx'): string {
  return convertAll([file], format)[0]!;
}

/** The same for several files of different names. LibreOffice starts once for all, which takes longer than a file. */
export function convertAll(files: readonly string[], format = 'xlsx'): string[] {
  const folder = newFolder();
  profile ??= madeProfile();
  execFileSync('soffice', [profile, '--headless', '--convert-to', format, '--outdir', folder, ...files], { stdio: 'pipe' });
  return files.map((file) => {
    const result = join(folder, basename(file).replace(/\.[^.]+$/, `.${format.split(':')[0]}`));
    if (!existsSync(result)) throw new Error(`LibreOffice wrote no ${format} of ${basename(file)}`);
    return result;
  });
}
