import { join } from 'node:path';
import { defineConfig, type InlineConfig, type Plugin } from 'vite';
import tsconfigPaths from 'vite-tsconfig-paths';
import { hashOfSources, PROGRAMS, SOURCES_FILE } from './scripts/built-programs.js';

const root = import.meta.dirname;

/** Says in the folder which sources the programs were built from. */
function saySources(): Plugin {
  let sources = '';
  return {
    name: 'say-sources',
    // Before they are read: what changes during the build makes it one of other sources.
    buildStart: () => {
      sources = hashOfSources(root);
    },
    generateBundle() {
      this.emitFile({ type: 'asset', fileName: SOURCES_FILE, source: sources });
    },
  };
}

/** Programs as JavaScript that Node runs as it is: name → source into `<outDir>/<name>.mjs`, what they share beside them. */
export function programsBuild(programs: Record<string, string>, outDir: string): InlineConfig {
  return {
    root,
    publicDir: false,
    logLevel: 'warn',
    plugins: [tsconfigPaths({ projects: [join(root, 'tsconfig.json')] }), saySources()],
    build: {
      ssr: true,
      target: 'node20',
      minify: false,
      outDir,
      emptyOutDir: true,
      rollupOptions: {
        input: Object.fromEntries(Object.entries(programs).map(([name, source]) => [name, join(root, source)])),
        output: { entryFileNames: '[name].mjs', chunkFileNames: 'parts/[name]-[hash].mjs' },
        // The settings are read by importing them.
        treeshake: { moduleSideEffects: true },
      },
    },
  };
}

/** What a running app starts, and the commands: beside the pages, so that one folder is one version of all. */
export default defineConfig(programsBuild(PROGRAMS, join(root, process.env.BUILD_DIRECTORY || 'build', 'programs')));
