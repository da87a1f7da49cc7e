// The options of Remix's Vite plugin; vite.config.ts imports them (`remix vite:build` does not read this file by itself).

/** @type {import('@remix-run/dev').VitePluginConfig} */
export default {
  appDirectory: 'app',
  // The demonstration and the tests build into folders of their own, named by their sources.
  buildDirectory: process.env.BUILD_DIRECTORY || 'build',
  ssr: true,
  serverModuleFormat: 'esm',
  future: {
    v3_fetcherPersist: true,
    v3_relativeSplatPath: true,
    v3_throwAbortReason: true,
    v3_singleFetch: true,
    // All routes are loaded at the start, so that a page on a bad line need not first ask which page it is.
    v3_lazyRouteDiscovery: false,
  },
};
