import { chromium } from 'playwright-core';
import type { TestProject } from 'vitest/node';
import { CHROMIUM, FLAGS } from '../../../scripts/checks/chromium';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The address of the run's Chromium. */
    chromium: string;
  }
}

/** One Chromium for all files of a run. Each test has its own context in it, like a private window. */
export default async function startBrowser(project: TestProject): Promise<() => Promise<void>> {
  const server = await chromium.launchServer({ executablePath: CHROMIUM, args: FLAGS, host: '127.0.0.1' });
  project.provide('chromium', server.wsEndpoint());
  return () => server.close();
}
