/**
 * Computes the figures a second, slow and simple way: everything in memory, one question at a time over the whole list of
 * households. It is written from docs/definitions.md#flags and shares no code with app/domain/indicators.
 */
export type SlowVisit = {
  season: string;
  at: number;
  id: string;
  kind: string;
  outcome: string;
  status: string;
  answers: Record<string, unknown>;
};
type SlowRoom = { season: string; kind: string; area: number; letting: string; connected: boolean; use: string };
type SlowUsage = { season: string; energy: string; usage: number };
/** A flat rate in 分 per whole unit, which is enough to compute what another season's policy would have given. */
export type SlowPolicy = {
  number: string;
  season: string;
  kind: string;
  unit: string;
  fenPerUnit: number;
  cap: number | null;
  dueOn: string;
};
export type SlowEntitlement = { policy: SlowPolicy; units: number; payments: { amount: number; day: string; ok: boolean }[] };
export type SlowHousehold = {
  number: string;
  village: string;
  status: string;
  residence: string;
  area: number | null;
  mode: string | null;
  inPlan: boolean | null;
  year: number | null;
  installedOn: string | null;
  connectedOn: string | null;
  visits: SlowVisit[];
  rooms: SlowRoom[];
  usages: SlowUsage[];
  entitlements?: SlowEntitlement[];
};

const CLEAN =
  '集中供热=district_heat 煤改电(分布式)=electric_distributed 煤改电(分户)=electric_household 煤改气=gas 生物质=biomass 太阳能=solar 地热=geothermal 甲醇=methanol'
    .split(' ')
    .map((pair) => pair.split('=')[1]!);
const dayOf = (at: number) => new Date(at + 8 * 3600 * 1000).toISOString().slice(0, 10);

export function slowCount(households: readonly SlowHousehold[], season: string, seasonEnd: string, asOf: string): Record<string, number> {
  const physical = asOf < seasonEnd ? asOf : seasonEnd;
  const inH = households.filter((h) => ['normal', 'idle'].includes(h.status));
  const counted = (h: SlowHousehold) =>
    h.visits.filter(
      (v) =>
        v.season === season &&
        ['submitted', 'approved'].includes(v.status) &&
        ['survey', 'recheck'].includes(v.kind) &&
        dayOf(v.at) <= asOf,
    );
  const last = (h: SlowHousehold) =>
    counted(h)
      .filter((v) => v.outcome === 'done')
      .sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1))
      .at(-1);
  const R = (h: SlowHousehold) => h.residence === 'resident' || h.residence === 'heating_season';
  const E = (h: SlowHousehold) => h.residence === 'away';
  const V = (h: SlowHousehold) => last(h) !== undefined;
  const nobodyDays = (h: SlowHousehold) =>
    new Set(
      counted(h)
        .filter((v) => v.outcome === 'nobody')
        .map((v) => dayOf(v.at)),
    ).size;
  const X = (h: SlowHousehold) =>
    !V(h) && (nobodyDays(h) >= 3 || counted(h).some((v) => ['refused', 'vacant', 'demolished'].includes(v.outcome)));
  const clean = (h: SlowHousehold) => h.mode !== null && CLEAN.includes(h.mode);
  const P = (h: SlowHousehold) => clean(h) && h.inPlan === true;
  const I = (h: SlowHousehold) => {
    if (!clean(h)) return false;
    const day = h.installedOn ?? (h.year ? `${h.year}-12-31` : '9999-12-31');
    return day <= physical;
  };
  const C = (h: SlowHousehold) =>
    I(h) && (V(h) ? last(h)!.answers.connected === true : h.connectedOn !== null && h.connectedOn <= physical);
  const U = (h: SlowHousehold) => C(h) && V(h) && CLEAN.includes(String(last(h)!.answers.mainHeat));
  const S = (h: SlowHousehold) => C(h) && R(h) && V(h) && ['stable', 'mostly'].includes(String(last(h)!.answers.stability));
  const B = (h: SlowHousehold) => {
    if (!I(h) || !V(h)) return false;
    const a = last(h)!.answers;
    const heats = [a.mainHeat, ...((a.otherHeat as string[] | undefined) ?? [])];
    return (
      heats.includes('loose_coal') || a.stove === 'in_use' || a.boughtCoal === true || (a.coalStock === 'loose' && a.stove !== 'removed')
    );
  };
  const Q = (h: SlowHousehold) => {
    const metered = h.usages.filter((u) => u.season === season);
    const own = metered.filter((u) =>
      h.mode === 'gas' ? u.energy === 'gas' : h.mode?.startsWith('electric') ? u.energy === 'electricity' : false,
    );
    const used = (own.length ? own : metered).reduce((sum, u) => sum + u.usage, 0);
    return I(h) && R(h) && !B(h) && metered.length > 0 && used === 0;
  };
  const cold = (h: SlowHousehold) => {
    if (!V(h)) return false;
    const a = last(h)!.answers;
    return (a.roomTemperature !== undefined && Number(a.roomTemperature) < 16) || (a.stability === 'unable' && a.mainHeat === 'no_heating');
  };
  const gives = (policy: SlowPolicy, units: number) => Math.min(policy.cap ?? Infinity, policy.fenPerUnit * units);
  const due = (e: SlowEntitlement) => gives(e.policy, e.units);
  const paid = (e: SlowEntitlement) => e.payments.filter((p) => p.ok && p.day <= asOf).reduce((sum, p) => sum + p.amount, 0);
  const of = (h: SlowHousehold, s: string) => (h.entitlements ?? []).filter((e) => e.policy.season === s);
  const late = (e: SlowEntitlement) => asOf > e.policy.dueOn && paid(e) < due(e);
  const previous = `${Number(season.slice(0, 4)) - 1}-${season.slice(0, 4)}`;
  /**
   * What `now` gives for the quantities of `then` in one unit: the largest new one for the largest old one and so on, the last
   * new one for the rest.
   */
  const givesFor = (now: SlowEntitlement[], then: SlowEntitlement[]) => {
    const sized = (all: SlowEntitlement[]) => all.toSorted((a, b) => b.units - a.units || (a.policy.number < b.policy.number ? -1 : 1));
    const [olds, news] = [sized(then), sized(now)];
    let sum = 0;
    for (let at = 0; news.length > 0 && at < Math.max(olds.length, news.length); at += 1) {
      const policy = news[at]?.policy ?? news[news.length - 1]!.policy;
      sum += gives(policy, olds[at]?.units ?? olds[0]!.units);
    }
    return sum;
  };
  /** The statuses of docs/definitions.md#continuity, in its order. */
  const continuity = (h: SlowHousehold) => {
    const now = of(h, season).filter((e) => e.policy.kind === 'operating');
    const then = of(h, previous).filter((e) => e.policy.kind === 'operating');
    if (now.some(late)) return 'arrears';
    if (then.length && (U(h) || (!V(h) && C(h))) && !now.length) return 'interrupted';
    const same = [...new Set(then.map((e) => e.policy.unit))].map((unit) =>
      givesFor(
        now.filter((e) => e.policy.unit === unit),
        then.filter((e) => e.policy.unit === unit),
      ),
    );
    if (now.length && then.length && same.reduce((a, b) => a + b, 0) < then.map(due).reduce((a, b) => a + b, 0)) return 'reduced';
    if (now.some((e) => paid(e) < due(e))) return 'not_due';
    if (now.length) return 'continuous';
    return C(h) && !then.length ? 'never' : 'not_applicable';
  };
  const rooms = (h: SlowHousehold) => h.rooms.filter((r) => r.season === season);
  const let_ = inH.flatMap(rooms).filter((r) => ['south', 'east_wing', 'west_wing', 'wing'].includes(r.kind) && r.letting !== 'own');
  const n = (test: (h: SlowHousehold) => boolean) => inH.filter(test).length;
  const total = (values: number[]) => values.reduce((a, b) => a + b, 0);
  return {
    H: inH.length,
    R: n(R),
    E: n(E),
    V: n(V),
    X: n(X),
    P: n(P),
    IP: n((h) => I(h) && P(h)),
    I: n(I),
    'I.district_heat': n((h) => I(h) && h.mode === 'district_heat'),
    'I.electric_distributed': n((h) => I(h) && h.mode === 'electric_distributed'),
    'I.electric_household': n((h) => I(h) && h.mode === 'electric_household'),
    'I.gas': n((h) => I(h) && h.mode === 'gas'),
    'I.biomass': n((h) => I(h) && h.mode === 'biomass'),
    'I.solar': n((h) => I(h) && h.mode === 'solar'),
    'I.other': n((h) => I(h) && (h.mode === 'geothermal' || h.mode === 'methanol')),
    C: n(C),
    U: n(U),
    S: n(S),
    unstable: n((h) => C(h) && R(h) && V(h) && !S(h)),
    B: n(B),
    Q: n(Q),
    cold: n(cold),
    CV: n((h) => C(h) && V(h)),
    CRV: n((h) => C(h) && R(h) && V(h)),
    UR: n((h) => U(h) && R(h)),
    IV: n((h) => I(h) && V(h)),
    VNE: n((h) => V(h) && !E(h)),
    UNE: n((h) => U(h) && !E(h)),
    let: let_.length,
    letConnected: let_.filter((r) => r.connected).length,
    letOccupied: let_.filter((r) => r.letting === 'let').length,
    letUsed: let_.filter((r) => r.letting === 'let' && r.connected && r.use === 'normal').length,
    answered: n((h) => V(h) && last(h)!.answers.satisfaction !== undefined),
    satisfied: n((h) => V(h) && ['good', 'fair'].includes(String(last(h)!.answers.satisfaction))),
    entitled: households.filter((h) => of(h, season).length > 0).length,
    paidInFull: households.filter((h) => of(h, season).length > 0 && of(h, season).every((e) => paid(e) >= due(e))).length,
    ...Object.fromEntries(
      ['arrears', 'interrupted', 'reduced', 'not_due', 'continuous', 'never', 'not_applicable'].map((key) => [
        `continuity.${key}`,
        n((h) => continuity(h) === key),
      ]),
    ),
    due: total(households.flatMap((h) => of(h, season)).map(due)),
    paid: total(households.flatMap((h) => of(h, season)).map(paid)),
    arrears: total(
      households
        .flatMap((h) => of(h, season))
        .filter(late)
        .map((e) => due(e) - paid(e)),
    ),
    area: total(inH.filter(V).map((h) => (rooms(h).length ? total(rooms(h).map((r) => r.area)) : (h.area ?? 0)))),
    cleanArea: total(
      inH.filter(U).map((h) =>
        rooms(h).length
          ? total(
              rooms(h)
                .filter((r) => r.connected && ['normal', 'occasional'].includes(r.use))
                .map((r) => r.area),
            )
          : (h.area ?? 0),
      ),
    ),
  };
}
