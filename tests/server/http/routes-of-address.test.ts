import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ServerBuild } from '@remix-run/node';
import { matchRoutes } from '@remix-run/react';
import fc from 'fast-check';
import { beforeAll, expect, inject, test } from 'vitest';
import { firstSegments, partOfBuild, segmentOfAddress } from '~/server/http/sent/routes-of-address.server';

type Tree = { id: string; path?: string; index?: boolean; caseSensitive?: boolean; children: Tree[] };

let build: ServerBuild;
beforeAll(async () => {
  build = (await import(pathToFileURL(join(inject('build'), 'server', 'index.js')).href)) as ServerBuild;
});

const treeOf = (routes: ServerBuild['routes'], parent: string | undefined): Tree[] =>
  Object.values(routes)
    .filter((route) => route && (route.parentId ?? '') === (parent ?? ''))
    .map((route) => ({ ...route!, children: treeOf(routes, route!.id) }));

/** The routes that an address matches, with their parameters. */
const matched = (tree: Tree[], pathname: string) =>
  matchRoutes(tree as never, pathname)?.map(({ route, params }) => [route.id, params]) ?? null;

test('a part of the build answers an address with the same routes as the whole', () => {
  const paths = Object.keys(build.routes).map((id) => {
    const parts: string[] = [];
    for (let at = build.routes[id]; at; at = at.parentId ? build.routes[at.parentId] : undefined) if (at.path) parts.unshift(at.path);
    return `/${parts.join('/')}`;
  });
  expect(paths.length).toBeGreaterThan(100);
  const segments = firstSegments(build);
  const whole = treeOf(build.routes, undefined);
  const parts = new Map(['', ...segments].map((segment) => [segment, treeOf(partOfBuild(build, segment).routes, undefined)]));
  const piece = fc.oneof(
    fc.constantFrom(...segments),
    fc.constantFrom('', 'x', 'export', '140602', '%2e', '%61', '%C3%84', '.data', ':'),
    fc.string().map(encodeURIComponent),
  );
  const written = fc
    .tuple(fc.constantFrom(...paths), piece)
    .map(([path, value]) => path.replace(/:\w+\??|\*/g, () => value.replaceAll('/', '') || '1'));
  const invented = fc.array(piece, { maxLength: 4 }).map((pieces) => `/${pieces.join('/')}`);
  const inAnyCase = (address: fc.Arbitrary<string>) =>
    fc.tuple(address, fc.boolean()).map(([text, upper]) => (upper ? text.toUpperCase() : text));
  fc.assert(
    fc.property(inAnyCase(fc.oneof(written, invented)), (address) => {
      const { pathname } = new URL(`http://localhost${address}`);
      const asked = segmentOfAddress(pathname);
      if (asked === null) return;
      const part = parts.get(segments.has(asked) ? asked : '')!;
      expect(matched(part, pathname)).toEqual(matched(whole, pathname));
    }),
    { numRuns: 300 },
  );
});

test('a part is small, holds what is drawn around a page, and has a manifest of the same routes', () => {
  const part = partOfBuild(build, 'subsidy');
  expect(part.routes.root).toBeDefined();
  expect(Object.keys(part.routes).length).toBeLessThan(Object.keys(build.routes).length / 2);
  expect(Object.keys(part.assets.routes).sort()).toEqual(Object.keys(part.routes).sort());
});
