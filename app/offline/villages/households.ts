import type { FieldHousehold } from '~/domain/sync/protocol';
import { type HouseholdOnPhone, listedOf, type SeasonSeen } from './household-on-phone';

/** A part of a village as it was read: its text, one line a household, and the line number of each. */
type Lines = { text: () => string; lines?: string[]; at: Map<string, number> };

/**
 * 一个村的户: the list is available at once, in the order of the numbers. A household is parsed from its part only when it is
 * needed: of 3,000 households a page shows forty rows, or one household.
 */
export class Households {
  private constructor(
    private listed: Map<string, HouseholdOnPhone>,
    private readonly whole: Map<string, FieldHousehold>,
    private readonly parts: readonly Lines[],
    readonly season: SeasonSeen,
  ) {}

  static of(households: readonly FieldHousehold[], season: SeasonSeen): Households {
    return new Households(
      inOrder(households.map((household) => listedOf(household, season))),
      new Map(households.map((household) => [household.number, household])),
      [],
      season,
    );
  }

  /** Reads the parts that `writeLines` wrote, with the list of each. */
  static read(parts: readonly { listed: readonly HouseholdOnPhone[]; bytes: ArrayBuffer }[], season: SeasonSeen): Households {
    const lines = parts.map(
      ({ listed, bytes }): Lines => ({
        text: () => new TextDecoder().decode(bytes),
        at: new Map(listed.map(({ number }, line) => [number, line])),
      }),
    );
    return new Households(inOrder(parts.flatMap(({ listed }) => listed)), new Map(), lines, season);
  }

  /** A copy that is looked at from another day. Where the season's end is another one too, every line is worked out anew. */
  copy(season: SeasonSeen): Households {
    const copy = new Households(new Map(this.listed), new Map(this.whole), this.parts, season);
    if (season.end !== this.season.end) copy.put(this.list().map(({ number }) => this.get(number)!));
    return copy;
  }

  get size(): number {
    return this.listed.size;
  }

  list(): HouseholdOnPhone[] {
    return [...this.listed.values()];
  }

  /** Households with a draft that was begun on the web. */
  begun(): string[] {
    return this.list()
      .filter(({ webDraft }) => webDraft)
      .map(({ number }) => number);
  }

  get(number: string): FieldHousehold | undefined {
    if (!this.listed.has(number)) return undefined;
    const known = this.whole.get(number);
    if (known) return known;
    const part = this.parts.find(({ at }) => at.has(number))!;
    part.lines ??= linesOf(part.text());
    const household = JSON.parse(part.lines[part.at.get(number)!]!) as FieldHousehold;
    this.whole.set(number, household);
    return household;
  }

  put(households: readonly FieldHousehold[]): void {
    let added = false;
    for (const household of households) {
      added ||= !this.listed.has(household.number);
      this.listed.set(household.number, listedOf(household, this.season));
      this.whole.set(household.number, household);
    }
    if (added) this.listed = inOrder(this.list());
  }

  delete(number: string): void {
    this.listed.delete(number);
    this.whole.delete(number);
  }
}

/** Writes one household a line. The whole is still one JSON text, as older versions of the app read it. */
export function writeLines(households: readonly FieldHousehold[]): string {
  return `[\n${households.map((household) => JSON.stringify(household)).join(',\n')}\n]`;
}

function linesOf(text: string): string[] {
  return text
    .split('\n')
    .slice(1, -1)
    .map((line) => line.replace(/,$/, ''));
}

function inOrder(listed: readonly HouseholdOnPhone[]): Map<string, HouseholdOnPhone> {
  return new Map([...listed].sort((a, b) => (a.number < b.number ? -1 : 1)).map((one) => [one.number, one]));
}
