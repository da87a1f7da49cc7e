/**
 * A simple record of everything that was typed, one place (a question of a household) at a time: who typed what, and what they
 * saw when they did. It knows nothing of three-way comparison, hashes or numbers; from it alone follows what must still be
 * there.
 */
type Version = {
  text: string;
  /** The phone has said that it was saved. A killed tab may have saved it without saying so. */
  promised: boolean;
  over: Version[];
  /** What was shown there when it was typed. */
  seen: readonly string[];
};

/** The text of an empty place. */
export const NOTHING = '';

export class Versions {
  private readonly places = new Map<string, Version[]>();

  private of(place: string): Version[] {
    let all = this.places.get(place);
    if (!all) {
      all = [{ text: NOTHING, promised: true, over: [], seen: [] }];
      this.places.set(place, all);
    }
    return all;
  }

  /** Somebody who saw `seen` typed `text` there. Call the returned function when it is promised to be saved. */
  typed(place: string, seen: readonly string[], text: string): () => void {
    const all = this.of(place);
    const version: Version = { text, promised: false, over: [], seen };
    for (const one of all) if (seen.includes(one.text)) one.over.push(version);
    all.push(version);
    return () => {
      version.promised = true;
    };
  }

  /**
   * The faults: a version that nobody replaced neither counts nor waits (lost), a value counts that nobody typed (invented), or
   * a value counts although it was replaced and the replacement does not wait (come back).
   */
  faults(counts: ReadonlyMap<string, string>, waiting: ReadonlyMap<string, ReadonlySet<string>>): string[] {
    return [...new Set([...this.places.keys(), ...counts.keys()])].flatMap((place) => {
      const current = counts.get(place) ?? NOTHING;
      const waits = waiting.get(place) ?? new Set<string>();
      const here = (version: Version, path: readonly Version[] = []): boolean =>
        version.text === current ||
        waits.has(version.text) ||
        version.over.some((later) => later.promised || (!path.includes(later) && here(later, [...path, later])));
      // A deletion says nothing against what others typed. The version is lost only while the deleted value counts.
      const missed = (version: Version): boolean =>
        version.promised && !here(version) && (version.text !== NOTHING || version.seen.includes(current));
      const lost = this.of(place)
        .filter(missed)
        .map(({ text }) => `${place}: “${text}” is lost; “${current}” counts`);
      const same = this.of(place).filter(({ text }) => text === current);
      if (same.length === 0) return [...lost, `${place}: “${current}” was never typed`];
      const after = (version: Version, seen = new Set<Version>()): Set<Version> => {
        for (const later of version.over) if (!seen.has(later)) after(later, seen.add(later));
        return seen;
      };
      const back = same.every(
        (version) => version.over.some(({ promised }) => promised) && ![...after(version)].some(({ text }) => waits.has(text)),
      );
      return back
        ? [
            ...lost,
            `${place}: “${current}” counts although it was ` +
              `replaced by ${same.flatMap(({ over }) => over.map(({ text }) => text)).join(', ')}`,
          ]
        : lost;
    });
  }
}
