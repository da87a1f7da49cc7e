import { join } from 'node:path';
import { defineConfig, type Plugin } from 'vite';
import { VitePWA } from 'vite-plugin-pwa';
import tsconfigPaths from 'vite-tsconfig-paths';

const root = import.meta.dirname;
/** The folder beside the pages of the server, so that one folder holds one version of both. */
const outDir = join(root, process.env.BUILD_DIRECTORY || 'build', 'client', 'field');

/**
 * Removes parts of zod that the phone never uses, 7 kB of the first load: the description of a schema as JSON Schema, which
 * only the API needs, and English sentences, in place of which ours are codes (problemsOf). Those functions return nothing
 * here.
 */
const leanZod: Plugin = {
  name: 'lean-zod',
  enforce: 'pre',
  transform(code, id) {
    const [, file] = /[/\\]zod[/\\]v4[/\\](.+)\.js$/.exec(id) ?? [];
    if (file === 'locales/en') return { code: 'export default () => ({ localeError: () => undefined });', map: null };
    if (file !== 'core/to-json-schema' && file !== 'core/json-schema-processors') return null;
    const named = [...code.matchAll(/^export (?:const|function) (\w+)/gm)].map(([, name]) => `export const ${name} = () => undefined;`);
    const renamed = [...code.matchAll(/^export \{ (\w+ as \w+) \};/gm)].map(([, names]) => `export { ${names} };`);
    return { code: [...named, ...renamed].join('\n'), map: null };
  },
};

/** Words that only the desk uses, 2 kB of the first load. No page of the phone shows them (field-app-files.test.ts). */
export const DESK_WORDS: Readonly<Record<string, readonly string[]>> = {
  common: ['productLong', 'errorPage', 'unreached', 'rail', 'item', 'table', 'figure', 'pages', 'jobs'],
  households: ['column', 'found'],
  enums: ['zoneType', 'hardship', 'batch', 'policyKind', 'policyUnit', 'level', 'payMethod', 'heatSourceKind', 'role'],
};
const leanWords: Plugin = {
  name: 'lean-words',
  enforce: 'pre',
  transform(code, id) {
    const [, namespace = ''] = /[/\\]i18n[/\\][\w-]+[/\\](\w+)\.json$/.exec(id) ?? [];
    const desk = DESK_WORDS[namespace];
    if (!desk) return null;
    const words = Object.entries(JSON.parse(code) as Record<string, unknown>).filter(([section]) => !desk.includes(section));
    return { code: JSON.stringify(Object.fromEntries(words)), map: null };
  },
};

/** Files the first page needs, which are fetched beside the script that imports them, not after it has run. */
const FIRST_PAGE = /(^|\/)(app\.tsx|field-words\.zh-CN\.ts)$/;
const preloadFirstPage: Plugin = {
  name: 'preload-first-page',
  transformIndexHtml: {
    order: 'post',
    handler: (_html, { bundle }) =>
      Object.values(bundle ?? {})
        .filter((chunk) => chunk.type === 'chunk' && FIRST_PAGE.test(chunk.facadeModuleId ?? ''))
        .map(({ fileName }) => ({ tag: 'link', attrs: { rel: 'modulepreload', href: `/field/${fileName}` }, injectTo: 'head' as const })),
  },
};

/** The field app: a shell without personal data, scripts named by their content, and a service worker that stores them all. */
export default defineConfig(({ command }) => ({
  root: join(root, 'app', 'field'),
  base: '/field/',
  cacheDir: join(root, 'node_modules', '.vite-field'),
  // The parts of Remix that our screens use come from react-router; Remix's additions need its server.
  resolve: { alias: { '@remix-run/react': 'react-router-dom' } },
  plugins: [
    leanZod,
    leanWords,
    preloadFirstPage,
    tsconfigPaths({ projects: [join(root, 'tsconfig.json')] }),
    VitePWA({
      strategies: 'injectManifest',
      srcDir: '.',
      filename: 'service-worker.ts',
      injectRegister: false,
      injectManifest: {
        globPatterns: ['**/*.{js,css,html,svg,png,webmanifest}'],
        globIgnores: ['service-worker.*'],
        maximumFileSizeToCacheInBytes: 3_000_000,
        target: 'chrome87',
      },
      manifest: {
        id: '/field/',
        start_url: '/field/',
        scope: '/field/',
        display: 'standalone',
        orientation: 'portrait',
        lang: 'zh-CN',
        name: '清暖台账 · 入户',
        short_name: '清暖入户',
        description: '清洁取暖入户调查，没有网络也能用',
        background_color: '#f4f6f8',
        theme_color: '#ffffff',
        icons: [
          { src: 'icon-192.png', sizes: '192x192', type: 'image/png' },
          { src: 'icon-512.png', sizes: '512x512', type: 'image/png' },
          { src: 'icon-maskable-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
        ],
      },
    }),
  ],
  define: { __APP_VERSION__: JSON.stringify(command === 'build' ? process.env.BUILD_VERSION || Date.now().toString(36) : 'development') },
  // terser makes the files 5 kB smaller than esbuild does.
  build: {
    outDir,
    emptyOutDir: true,
    target: 'chrome87',
    cssTarget: 'chrome87',
    manifest: true,
    modulePreload: { polyfill: false },
    minify: 'terser',
    terserOptions: { compress: { passes: 2 } },
  },
  server: { middlewareMode: true },
}));
