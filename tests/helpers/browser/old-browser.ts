/**
 * What a built script or style needs that an older browser does not have, by MDN's data of every browser
 * (@mdn/browser-compat-data). A name is reported only when the browser had nothing of that name at all: `map` of iterators is
 * newer than `map` of arrays, and cannot be told from it.
 */

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type AnyNode, parse } from 'acorn';
import postcss from 'postcss';

/** The oldest browsers in use on phones and in county offices. */
const CHROME = 87;

type Support = {
  version_added: string | boolean | null;
  prefix?: string;
  alternative_name?: string;
  flags?: unknown;
  partial_implementation?: boolean;
};
type Feature = { __compat?: { support: { chrome?: Support | Support[] }; spec_url?: string | string[] } } & {
  [name: string]: Feature | undefined;
};
type Data = Record<'api' | 'css' | 'javascript', Record<string, Feature>>;

let loaded: Data | undefined;
const data = (): Data =>
  (loaded ??= JSON.parse(readFileSync(createRequire(import.meta.url).resolve('@mdn/browser-compat-data'), 'utf8')) as Data);

/** Null when it is unknown or never shipped. */
function since(feature: Feature | undefined): number | null {
  const support = feature?.__compat?.support.chrome;
  if (!support) return null;
  const versions = (Array.isArray(support) ? support : [support])
    .filter(({ prefix, alternative_name: other, flags }) => !prefix && !other && !flags)
    .map(({ version_added: added }) =>
      typeof added === 'string' ? Number.parseFloat(added.replace('≤', '')) || Infinity : added === true ? 0 : Infinity,
    );
  return versions.length > 0 ? Math.min(...versions) : Infinity;
}

const partsOf = (feature: Feature | undefined): [string, Feature][] =>
  Object.entries(feature ?? {}).filter(([name]) => name !== '__compat') as [string, Feature][];

// Scripts -----------------------------------------------------------------------------------------------------------------

/** The globals whose type is known. */
const OF_A_KIND: Record<string, string> = {
  navigator: 'Navigator',
  document: 'Document',
  window: 'Window',
  self: 'Window',
  crypto: 'Crypto',
  performance: 'Performance',
  location: 'Location',
  history: 'History',
  localStorage: 'Storage',
  sessionStorage: 'Storage',
  indexedDB: 'IDBFactory',
  caches: 'CacheStorage',
};

type Names = { members: Map<string, number>; globals: Map<string, number>; statics: Map<string, number> };
let names: Names | undefined;

/** The first version of Chrome that had anything with a name. */
function knownNames(): Names {
  if (names) return names;
  const { api, javascript } = data();
  names = { members: new Map(), globals: new Map(), statics: new Map() };
  const keep = (map: Map<string, number>, name: string, version: number | null) => {
    if (version !== null) map.set(name, Math.min(version, map.get(name) ?? Infinity));
  };
  for (const [owner, of] of [...Object.entries(javascript.builtins as unknown as Record<string, Feature>), ...Object.entries(api)]) {
    keep(names.globals, owner, since(of));
    for (const [written, member] of partsOf(of)) {
      if (/_event$|_permission$/.test(written) || written === owner) continue;
      const name = written.replace(/_static$/, '');
      keep(names.statics, `${owner}.${name}`, since(member));
      keep(names.members, name, since(member));
      // Members of Window are also globals.
      if (owner === 'Window' || owner === 'WindowOrWorkerGlobalScope') keep(names.globals, name, since(member));
    }
  }
  return names;
}

/** `structuredClone`, `.at`, `AbortSignal.timeout`, `static {}` …: each name once. */
export function tooNewInScript(code: string, chrome = CHROME): string[] {
  const { members, globals, statics } = knownNames();
  const found = new Set<string>();
  const isNew = (version: number | undefined): boolean => version !== undefined && version > chrome;
  let tree: AnyNode;
  try {
    tree = parse(code, { ecmaVersion: 2022, sourceType: 'module' });
  } catch (error) {
    return [`syntax: ${(error as Error).message}`];
  }
  const declared = new Set<string>();
  const used = new Set<string>();
  const declare = (node: AnyNode | null | undefined): void => {
    if (!node) return;
    if (node.type === 'Identifier') declared.add(node.name);
    else if (node.type === 'ObjectPattern') for (const one of node.properties) declare(one.type === 'Property' ? one.value : one);
    else if (node.type === 'ArrayPattern') node.elements.forEach(declare);
    else if (node.type === 'AssignmentPattern') declare(node.left);
    else if (node.type === 'RestElement') declare(node.argument);
  };
  /** A property may belong to any object, but a called one is more likely the browser's. */
  const called = new Set<AnyNode>();
  const visit = (node: AnyNode, inFunction: boolean): void => {
    let inside = inFunction;
    switch (node.type) {
      case 'CallExpression':
        called.add(node.callee);
        break;
      case 'StaticBlock':
        found.add('syntax: static {}');
        break;
      case 'AwaitExpression':
        if (!inFunction) found.add('syntax: await at the top');
        break;
      case 'BinaryExpression':
        if (node.left.type === 'PrivateIdentifier') found.add('syntax: #name in');
        break;
      case 'Literal':
        if ('regex' in node && node.regex && /[dv]/.test(node.regex.flags)) found.add(`syntax: /${node.regex.flags}`);
        break;
      case 'VariableDeclarator':
        declare(node.id);
        break;
      case 'ImportSpecifier':
      case 'ImportDefaultSpecifier':
      case 'ImportNamespaceSpecifier':
        declare(node.local);
        break;
      case 'CatchClause':
        declare(node.param);
        break;
      case 'ClassDeclaration':
        declare(node.id);
        break;
      case 'FunctionDeclaration':
      case 'FunctionExpression':
      case 'ArrowFunctionExpression':
        declare(node.type === 'ArrowFunctionExpression' ? null : node.id);
        node.params.forEach(declare);
        inside = true;
        break;
      case 'MemberExpression': {
        const name = node.computed
          ? node.property.type === 'Literal'
            ? String(node.property.value)
            : null
          : node.property.type === 'Identifier'
            ? node.property.name
            : null;
        if (name === null) break;
        if (node.object.type === 'Identifier' && isNew(statics.get(`${OF_A_KIND[node.object.name] ?? node.object.name}.${name}`)))
          found.add(`${node.object.name}.${name}`);
        else if (called.has(node) && isNew(members.get(name))) found.add(`.${name}()`);
        if (node.object.type === 'Identifier' && /^(globalThis|window|self)$/.test(node.object.name) && isNew(globals.get(name)))
          found.add(name);
        break;
      }
      default:
    }
    for (const [key, child] of Object.entries(node)) {
      if (key === 'type' || ((key === 'property' || key === 'key') && !(node as { computed?: boolean }).computed)) continue;
      for (const one of Array.isArray(child) ? child : [child]) {
        if (typeof (one as AnyNode | null)?.type !== 'string') continue;
        // `typeof` is how a script finds out whether something exists.
        if (node.type === 'UnaryExpression' && node.operator === 'typeof') continue;
        if ((one as AnyNode).type === 'Identifier') used.add((one as { name: string }).name);
        visit(one as AnyNode, inside);
      }
    }
  };
  visit(tree, false);
  for (const name of used) if (!declared.has(name) && isNew(globals.get(name))) found.add(name);
  return [...found].sort();
}

// Styles ------------------------------------------------------------------------------------------------------------------

/** The units of the dynamic viewport (Chrome 108) and of containers (105); those of lines (109) and roots (118). */
const NEW_UNITS = /(?<![\w.#-])[\d.]+((?:[dsl]v(?:h|w|i|b|min|max))|(?:cq(?:w|h|i|b|min|max))|r?lh|rcap|rex|rch|ric)\b/g;

/** `:has`, `aspect-ratio`, `100dvh`, `@layer` …: each name once. */
export function tooNewInStyle(code: string, chrome = CHROME): string[] {
  const css = data().css as unknown as Record<'properties' | 'selectors' | 'at-rules' | 'types', Record<string, Feature>>;
  const found = new Set<string>();
  const isNew = (feature: Feature | undefined) => (since(feature) ?? 0) > chrome;
  // A function of a type is listed somewhere below the type: color-mix below color.
  const functions = new Map<string, number>();
  const collect = (feature: Feature) => {
    for (const [name, part] of partsOf(feature)) {
      const version = since(part);
      if (version !== null) functions.set(name, Math.min(version, functions.get(name) ?? Infinity));
      collect(part);
    }
  };
  Object.values(css.types).forEach(collect);
  for (const [name, type] of Object.entries(css.types))
    if (since(type) !== null) functions.set(name, Math.min(since(type)!, functions.get(name) ?? Infinity));

  postcss.parse(code).walk((node) => {
    if (node.type === 'rule') {
      if (node.parent?.type === 'rule' || /(^|[^\\])&/.test(node.selector)) found.add('nesting');
      for (const [, name] of node.selector.replace(/\\./g, '_').matchAll(/::?([a-z-]+)/g))
        if (!name!.startsWith('-') && isNew(css.selectors[name!])) found.add(`:${name}`);
    } else if (node.type === 'atrule') {
      if (!node.name.startsWith('-') && isNew(css['at-rules'][node.name])) found.add(`@${node.name}`);
      if (node.name === 'media') {
        if (/[<>]/.test(node.params)) found.add('@media (<)');
        for (const [, name] of node.params.matchAll(/\(([a-z-]+)/g))
          if (isNew(css['at-rules'].media?.[name!])) found.add(`@media (${name})`);
      }
    } else if (node.type === 'decl') {
      const { prop, value } = node;
      // Inside @page and similar rules the names are those of the rule.
      const property =
        (node.parent?.type === 'atrule' && css['at-rules'][(node.parent as postcss.AtRule).name]?.[prop]) || css.properties[prop];
      if (!prop.startsWith('-') && isNew(property)) found.add(prop);
      for (const [, unit] of value.matchAll(NEW_UNITS)) found.add(unit!);
      for (const [, name] of value.matchAll(/(?<![\w-])([a-z][a-z-]*)\(/g))
        if ((functions.get(name!) ?? 0) > chrome) found.add(`${name}()`);
      if (prop.startsWith('--')) return;
      for (const [word] of value.replace(/"[^"]*"|'[^']*'|url\([^)]*\)|var\([^)]*\)/g, '').matchAll(/(?<![\w-])[a-z][a-z-]+(?![\w(-])/g))
        if (isNew(property?.[word])) found.add(`${prop}: ${word}`);
    }
  });
  return [...found].sort();
}
