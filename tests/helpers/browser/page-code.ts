import { build, type Rollup } from 'vite';
import tsconfigPaths from 'vite-tsconfig-paths';

/**
 * A file of the app with everything it imports, as one script that a page of an old phone can run. Its exports are in the
 * variable `name`.
 */
export async function pageCode(entry: string, name: string): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: 'silent',
    plugins: [tsconfigPaths()],
    build: { write: false, minify: false, target: 'chrome87', lib: { entry, formats: ['iife'], name } },
  });
  return (built as Rollup.RollupOutput[])[0]!.output[0].code;
}
