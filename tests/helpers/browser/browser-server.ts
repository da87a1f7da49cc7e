import { chromium } from 'playwright-core';
import type { TestProject } from 'vitest/node';
import { CHROMIUM, FLAGS } from '../../../scripts/checks/chromium';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Where the run's Chromium is met. */
    chromium: string;
  }
}

/** One Chromium for all files of a run; each test has a context of its own in it, as private windows are. */
export default async function startBrowser(project: TestProject): Promise<() => Promise<void>> {
  const server = await chromium.launchServer({ executablePath: CHROMIUM, args: FLAGS, host: '127.0.0.1' });
  project.provide('chromium', server.wsEndpoint());
  return () => server.close();
}
