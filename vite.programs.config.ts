import { join } from 'node:path';
import { defineConfig, type InlineConfig, type Plugin } from 'vite';
import tsconfigPaths from 'vite-tsconfig-paths';
import { hashOfSources, PROGRAMS, SOURCES_FILE } from './scripts/built-programs.js';

const root = import.meta.dirname;

/** Writes into the folder which sources the programs were built from. */
function saySources(): Plugin {
  let sources = '';
  return {
    name: 'say-sources',
    // Hashed before the sources are read, so that a change during the build shows as a difference.
    buildStart: () => {
      sources = hashOfSources(root);
    },
    generateBundle() {
      this.emitFile({ type: 'asset', fileName: SOURCES_FILE, source: sources });
    },
  };
}

/**
 * Builds programs as JavaScript that Node runs directly: name → source into `<outDir>/<name>.mjs`, with shared modules beside
 * them.
 */
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
        // Settings are read by importing modules, so imports without used exports must stay.
        treeshake: { moduleSideEffects: true },
      },
    },
  };
}

/** The programs a running app starts, and the commands, beside the pages, so that one folder holds one version of all. */
export default defineConfig(programsBuild(PROGRAMS, join(root, process.env.BUILD_DIRECTORY || 'build', 'programs')));
