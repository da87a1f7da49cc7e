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
  // In development Vite prepares the imports of the screens at the start, because the first page would otherwise load twice.
  optimizeDeps: { entries: ['app/entry.client.tsx', 'app/screens/**/*.tsx'] },
  server: { middlewareMode: true },
});
