/** The faults of the words, each as one line that says where and what to do. Pure, so that the command and the tests share it. */

export type Words = { [key: string]: string | Words };
export type WordFault = {
  kind: 'missing' | 'empty' | 'holes' | 'plural' | 'unused' | 'forbidden' | 'no-words' | 'unused-code';
  where: string;
};

/** Every text of a namespace by its key, parts joined with dots. */
export function flatten(words: Words, prefix = ''): Map<string, string> {
  const flat = new Map<string, string>();
  for (const [key, value] of Object.entries(words)) {
    if (typeof value === 'string') flat.set(prefix + key, value);
    else for (const [below, text] of flatten(value, `${prefix}${key}.`)) flat.set(below, text);
  }
  return flat;
}

const PLURAL = /_(zero|one|two|few|many|other)$/;
export const withoutPlural = (key: string): string => key.replace(PLURAL, '');

function holesOf(text: string): string[] {
  return [...text.matchAll(/\{\{\s*([\w.]+)[^}]*\}\}/g)].map((match) => match[1]!);
}

/** Base key → the holes of all its plural forms. */
function holesByKey(flat: Map<string, string>): Map<string, Set<string>> {
  const byKey = new Map<string, Set<string>>();
  for (const [key, text] of flat) {
    const holes = byKey.get(withoutPlural(key)) ?? new Set();
    for (const hole of holesOf(text)) holes.add(hole);
    byKey.set(withoutPlural(key), holes);
  }
  return byKey;
}

/** Phrases that tell a person nothing. An error must say what, where and what to do. */
const FORBIDDEN_CHINESE = /无效|非法|格式错误|格式不正确|系统异常|未知错误/;

/** Compares the two languages of one namespace. */
export function compareLanguages(namespace: string, chinese: Words, english: Words): WordFault[] {
  const faults: WordFault[] = [];
  const [zh, en] = [flatten(chinese), flatten(english)];
  const [zhHoles, enHoles] = [holesByKey(zh), holesByKey(en)];
  for (const key of zhHoles.keys()) if (!enHoles.has(key)) faults.push({ kind: 'missing', where: `en/${namespace}.json: ${key}` });
  for (const key of enHoles.keys()) if (!zhHoles.has(key)) faults.push({ kind: 'missing', where: `zh-CN/${namespace}.json: ${key}` });
  for (const [language, flat] of [
    ['zh-CN', zh],
    ['en', en],
  ] as const) {
    for (const [key, text] of flat) {
      if (text.trim() === '') faults.push({ kind: 'empty', where: `${language}/${namespace}.json: ${key}` });
      if (PLURAL.test(key) && !flat.has(`${withoutPlural(key)}_other`))
        faults.push({ kind: 'plural', where: `${language}/${namespace}.json: ${key} without _other` });
      if (language === 'zh-CN' && FORBIDDEN_CHINESE.test(text))
        faults.push({ kind: 'forbidden', where: `zh-CN/${namespace}.json: ${key}` });
    }
  }
  for (const [key, holes] of zhHoles) {
    const others = enHoles.get(key);
    if (others && [...holes].sort().join() !== [...others].sort().join()) {
      faults.push({ kind: 'holes', where: `${namespace}.json: ${key} {{${[...holes].join(', ')}}} / {{${[...others].join(', ')}}}` });
    }
  }
  return faults;
}

export type Uses = { literals: Set<string>; patterns: RegExp[] };

/**
 * Keys as the sources write them: whole in quotes, or a template whose fixed beginning ends in a dot, a colon or a dash
 * (`state.${state}`). This is no parser: any text that looks like a key counts as a use, so a reported key is certainly unused.
 */
export function usesIn(sources: Iterable<string>): Uses {
  const literals = new Set<string>();
  const patterns = new Map<string, RegExp>();
  for (const source of sources) {
    for (const [, , text] of source.matchAll(/(['"`])((?:(?!\1)[^\\\n$])*)\1/g)) literals.add(text!);
    for (const [, template] of source.matchAll(/`([\w:.-]+[.:-]\$\{[^`\n]*)`/g)) {
      const pattern = template!
        .split(/\$\{[^}]*\}/)
        .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
        .join('[^:]+');
      patterns.set(pattern, new RegExp(`^${pattern}$`));
    }
  }
  return { literals, patterns: [...patterns.values()] };
}

export function isUsed(uses: Uses, namespace: string, key: string): boolean {
  const base = withoutPlural(key);
  return [base, `${namespace}:${base}`, key, `${namespace}:${key}`].some(
    (name) => uses.literals.has(name) || uses.patterns.some((pattern) => pattern.test(name)),
  );
}

export function unusedKeys(uses: Uses, namespace: string, words: Words): WordFault[] {
  return [...flatten(words).keys()]
    .filter((key) => !isUsed(uses, namespace, key))
    .map((key) => ({ kind: 'unused' as const, where: `${namespace}.json: ${key}` }));
}

/** Checks that every problem code has its sentence and is used in a refusal. */
export function problemFaults(codes: readonly string[], problems: Words, uses: Uses): WordFault[] {
  const flat = flatten(problems);
  return codes.flatMap((code): WordFault[] => [
    ...(flat.has(code) || flat.has(`${code}_other`) ? [] : [{ kind: 'no-words' as const, where: `problems.json: ${code}` }]),
    ...(isUsed(uses, 'problems', code) ? [] : [{ kind: 'unused-code' as const, where: `app/domain/problems.ts: ${code}` }]),
  ]);
}
