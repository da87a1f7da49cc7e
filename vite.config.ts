import { vitePlugin as remix } from '@remix-run/dev';
import { defineConfig } from 'vite';
import tsconfigPaths from 'vite-tsconfig-paths';
import remixConfig from './remix.config.js';

// With single fetch a route's data has the types its loader returned.
declare module '@remix-run/node' {
  interface Future {
    v3_singleFetch: true;
  }
}

export default defineConfig({
  plugins: [remix(remixConfig), tsconfigPaths({ projects: ['./tsconfig.json'] })],
  // County offices and old phones run browsers of the Chrome 87 class.
  build: { target: 'chrome87', cssTarget: 'chrome87', chunkSizeWarningLimit: 1200 },
  // Development: what the screens import is prepared at the start, or the first page would be loaded twice.
  optimizeDeps: { entries: ['app/entry.client.tsx', 'app/screens/**/*.tsx'] },
  server: { middlewareMode: true },
});
