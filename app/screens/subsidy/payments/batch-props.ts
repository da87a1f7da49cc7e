/** What the screen of a batch and its parts show. */
import type { FundingLevel, PayMethod } from '~/domain/contract/enumerations';
import type { BatchState } from '~/domain/subsidy/payments/batch-states';
import type { FormReply } from '~/i18n/form-reply';
import type { SubsidyPlace } from '~/screens/subsidy/subsidy-page';

export type BatchOfScreen = {
  division: string;
  number: string;
  state: BatchState;
  /** 'import' when the sheet 发放 created it. */
  source: string;
  resendOf: string | null;
  draftedAt: string;
  draftedBy: string;
  checkedAt: string | null;
  checkedBy: string | null;
  noticeFrom: string | null;
  noticeTo: string | null;
  releasedAt: string | null;
  releasedBy: string | null;
  reconciledAt: string | null;
  reconciledBy: string | null;
  cancelledAt: string | null;
  cancelledBy: string | null;
  cancelReason: string | null;
  settleAskedBy: string | null;
  settleAskedAt: string | null;
  settlePaidOn: string | null;
  settlePayments: number | null;
  settleAmount: number | null;
  undoAskedBy: string | null;
  undoReason: string | null;
  revision: number;
  households: number;
  payments: number;
  amount: number;
  arrived: number;
  failed: number;
  failedAmount: number;
  pending: number;
};
export type PaymentRow = {
  household: string;
  head: string;
  place: string;
  policy: string;
  kind: string;
  level: FundingLevel;
  amount: number;
  method: PayMethod | null;
  account: string | null;
  holder: string | null;
  paidOn: string | null;
  answeredOn: string | null;
  result: 'ok' | 'failed' | 'pending';
  failReason: string | null;
};

export type BatchScreenProps = SubsidyPlace & {
  batch: BatchOfScreen;
  payments: readonly PaymentRow[];
  page: number;
  /** Only the failed payments are listed. */
  failedOnly: boolean;
  more: boolean;
  today: string;
  /** The batch that sends the failed ones again, when there is one. */
  resentBy: string | null;
  /** Failed payments whose money has not arrived by another payment. */
  toResend: number;
  /** Households whose money waits because they have no account. */
  withoutAccount: number;
  /** Of a released batch: what waits for its reconciliation. */
  open: OpenToReconcile | null;
  /** Templates of banks, for who may see accounts. */
  templates: readonly { key: string; name: string }[];
  objections: readonly ObjectionRow[];
  may: { draft: boolean; check: boolean; release: boolean; undo: boolean };
  /** What the viewer did to it: then somebody else checks, confirms, undoes. */
  own: { draft: boolean; asked: boolean; reconciled: boolean; undoAsked: boolean };
  done: string | null;
  reply?: FormReply;
  busy: boolean;
};

type Waiting = { payments: number; households: number; amount: number };
export type OpenToReconcile = { answered: Waiting; rest: Waiting; unreachable: Waiting };

export type ObjectionRow = {
  id: string;
  household: string;
  head: string;
  place: string;
  raisedBy: string | null;
  raisedOn: string | null;
  what: string | null;
  recordedAt: string;
  recordedBy: string;
  decision: 'kept' | 'taken_out' | null;
  reason: string | null;
  amount: number | null;
  decidedAt: string | null;
  decidedBy: string | null;
};
