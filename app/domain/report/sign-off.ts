import type { DivisionLevel } from '../divisions/division-code';

/**
 * 报送: where a version of a report stands. A county freezes a version (定稿), a second person sends it (报送), the city accepts it (接收) or
 * returns it (退回); the city freezes its own over the accepted ones and a second person issues it (签发). A returned or withdrawn version
 * stays to be read, and the next version takes its place. Source: 朔政办发〔2021〕31号, 回头看 (docs/definitions.md#sign-off).
 */
export const SIGNED_STATES = ['prepared', 'submitted', 'accepted', 'returned', 'withdrawn', 'issued'] as const;
export type SignedState = (typeof SIGNED_STATES)[number];

export const SIGN_ACTS = ['submit', 'accept', 'return', 'withdraw', 'issue'] as const;
export type SignAct = (typeof SIGN_ACTS)[number];

/** Offices that report: a county to its city, a city to the province. */
export type SigningLevel = 'county' | 'city';

export function isSigningLevel(level: DivisionLevel): level is SigningLevel {
  return level === 'county' || level === 'city';
}

const AFTER: Record<SigningLevel, Partial<Record<SignedState, Partial<Record<SignAct, SignedState>>>>> = {
  county: {
    prepared: { submit: 'submitted', withdraw: 'withdrawn' },
    submitted: { accept: 'accepted', return: 'returned', withdraw: 'withdrawn' },
    accepted: { return: 'returned' },
  },
  city: {
    prepared: { issue: 'issued', withdraw: 'withdrawn' },
    issued: { withdraw: 'withdrawn' },
  },
};

/** The state after an act; null when a version in this state does not allow it. */
export function signedAfter(level: SigningLevel, state: SignedState, act: SignAct): SignedState | null {
  return AFTER[level][state]?.[act] ?? null;
}

/** Whether the version is over, so that the next one may be frozen. */
export function isOver(state: SignedState): boolean {
  return state === 'returned' || state === 'withdrawn';
}

/** 退回 and 撤回 say why. */
export function actNeedsWords(act: SignAct): boolean {
  return act === 'return' || act === 'withdraw';
}

/** Who reads a division's report and who decides about it. `office`: the level of the office this person acts for. */
export type Signer = { office: SigningLevel | null; username: string };

/** What keeps a person from an act: it is another office's, or it needs somebody else than who froze the version. */
export type SigningForbidden = 'other-office' | 'second-person';

/**
 * Whether a person may do this with a version, null when they may: its own office sends, issues and withdraws it, the city decides about a
 * county's. Who froze it does not send or issue it. The caller has found the report in the person's scope.
 */
export function whatForbidsSigning(
  signer: Signer,
  report: { level: SigningLevel; preparedBy: string },
  act: SignAct,
): SigningForbidden | null {
  const decides = act === 'accept' || act === 'return';
  const office = decides ? 'city' : report.level;
  if (signer.office !== office || (decides && report.level === 'city')) return 'other-office';
  return (act === 'submit' || act === 'issue') && signer.username === report.preparedBy ? 'second-person' : null;
}

/** What this person may do now, in the order of the buttons. */
export function actsNow(signer: Signer, report: { level: SigningLevel; state: SignedState; preparedBy: string }): SignAct[] {
  return SIGN_ACTS.filter(
    (act) => signedAfter(report.level, report.state, act) !== null && whatForbidsSigning(signer, report, act) === null,
  );
}

/** Rows of a form for remarks on figures. */
export const REMARK_ROWS = [1, 2, 3] as const;
