import { Form, Link } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import type { PlacesApart } from '~/domain/quality/places-apart';
import type { ComparedAnswer } from '~/domain/review/compare-visits';
import type { EvidenceReview } from '~/domain/review/evidence-review';
import type { FormReply } from '~/i18n/form-reply';
import { Button, ButtonLink } from '~/screens/shared/button';
import { ErrorSummary } from '~/screens/shared/error-summary';
import { Select, TextField } from '~/screens/shared/field';
import { Chip, Notice } from '~/screens/shared/notice';
import { DeskPage } from '~/screens/shell/desk-page';
import { Csrf } from '~/screens/shell/viewer';
import type { ListedCheck } from './checks-screen';
import { EvidenceBeside } from './evidence-beside';
import { qualityAddress } from './quality-page';
import { SideBySide } from './side-by-side';

type Props = {
  check: ListedCheck & { season: string; firstVisitor: string };
  answers: readonly ComparedAnswer[];
  /** Null: this person sees none. */
  evidence: { first: EvidenceReview; second: EvidenceReview; apart: PlacesApart | null } | null;
  mayWithdraw: boolean;
  checkers: readonly { accountId: string; name: string; places: string; open: number }[];
  township: string;
  reply?: FormReply;
};

/** 一户抽查: first answers and photos beside those of the check, differences marked. What follows from one is decided by a person. */
export function CheckScreen({ check, answers, evidence, mayWithdraw, checkers, township, reply }: Props) {
  const { t } = useTranslation(['quality', 'survey', 'enums']);
  const first = t('one.first', { day: check.firstDay, by: check.firstVisitor });
  const second = t('one.second', { day: check.doneOn ?? '', by: check.checker ?? '' });
  return (
    <DeskPage
      heading={t('one.title', { household: [check.address ?? check.household, check.head].join(' ') })}
      actions={<ButtonLink to={qualityAddress(township, check.season, 'checks')}>{t('one.back')}</ButtonLink>}
    >
      <ErrorSummary reply={reply} />
      <p className="mb-3 flex flex-wrap items-center gap-2">
        <Chip tone={check.state === 'done' ? 'ok' : 'info'}>{t(`checks.states.${check.state}`)}</Chip>
        <span className="text-ink-soft">
          {t('one.about', { number: check.household, village: check.village, part: t(`checks.parts.${check.part}`), nth: check.nth })}
        </span>
      </p>
      {check.withdrawnReason && <p className="mb-3">{t('one.withdrawn', { reason: check.withdrawnReason })}</p>}
      {check.state === 'done' ? (
        <>
          <SideBySide
            columns={[
              { key: 'before', heading: first },
              { key: 'after', heading: second },
            ]}
            rows={answers.map(({ question, before, after, change }) => ({ question, values: [before, after], differs: change !== 'same' }))}
          />
          {evidence && (
            <EvidenceBeside
              first={{ title: first, evidence: evidence.first }}
              second={{ title: second, evidence: evidence.second }}
              apart={evidence.apart}
            />
          )}
          <Notice tone="info" title={t('one.next')}>
            <p>{t('one.nextHow')}</p>
            <p>
              <Link className="link inline-flex min-h-target items-center" to={`/households/${encodeURIComponent(check.household)}`}>
                {t('one.toHousehold')}
              </Link>
            </p>
          </Notice>
        </>
      ) : (
        <p className="mb-4 text-ink-soft">{t('one.waits')}</p>
      )}
      {mayWithdraw && (
        <div className="grid max-w-page grid-cols-1 gap-6 wide:grid-cols-2">
          <Form method="post" className="card space-y-3 p-3">
            <Csrf />
            <Select
              name="checker"
              label={t('checks.who')}
              hint={t('checks.whoHint')}
              reply={reply}
              options={[
                { value: '', label: t('checks.choose') },
                ...checkers.map(({ accountId, name, places, open }) => ({
                  value: accountId,
                  label: t('one.option', { name, places, open }),
                })),
              ]}
            />
            <Button name="do" value="assign" look="main">
              {t('checks.assign')}
            </Button>
          </Form>
          <Form method="post" className="card space-y-3 p-3">
            <Csrf />
            <TextField name="reason" label={t('one.reason')} hint={t('one.reasonHint')} reply={reply} rows={2} />
            <Button name="do" value="withdraw" look="danger">
              {t('one.withdraw')}
            </Button>
          </Form>
        </div>
      )}
    </DeskPage>
  );
}
