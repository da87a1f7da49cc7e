import { randomUUID } from 'node:crypto';
import { type ActionFunctionArgs, data, type LoaderFunctionArgs, redirect } from '@remix-run/node';
import { useActionData, useLoaderData } from '@remix-run/react';
import { useState } from 'react';
import { withSql } from '~/database/connection/sql.server';
import { dutyPhonesOfVillage } from '~/database/divisions/duty-phones.server';
import { householdInScope } from '~/database/households/household.server';
import { scopeOf } from '~/database/scope.server';
import { faultsOfReport, PROBLEM_KINDS, type ProblemKind, problemReportSchema, type ReportFault } from '~/domain/findings/problem-report';
import { Refusal, refuse } from '~/domain/problems';
import { type Typed, typedAt } from '~/i18n/form-reply';
import { ReportForm, type WrittenReport } from '~/screens/findings/report-form';
import { pageTitle } from '~/screens/shell/page-title';
import { useFormReply } from '~/screens/shell/unsent-form';
import { useViewer } from '~/screens/shell/viewer';
import { requestContext } from '~/server/http/context.server';
import { requireMay } from '~/server/http/person.server';
import { orProblem, problemResponse } from '~/server/http/respond.server';
import { sentForm } from '~/server/http/sent/sent-form.server';
import { reportOnWeb } from '~/server/workflows/findings/receive-reports.server';

export const handle = pageTitle('findings:form.title');

/** Enough for the worst night of a large village. */
const A_DAY = { points: 300, seconds: 86_400 };

export async function loader({ request, params }: LoaderFunctionArgs) {
  const person = await requireMay(request, 'problem.report');
  const number = params.number ?? '';
  const kind = new URL(request.url).searchParams.get('kind') ?? '';
  return orProblem(() =>
    withSql(requestContext().db, async (sql) => {
      const scope = scopeOf(person);
      const { head, address, villageCode } = (await householdInScope(sql, scope, number)) ?? refuse('household.unknown', { number });
      return {
        household: { number, head, address },
        id: randomUUID(),
        kind: kindOf(kind),
        phones: await dutyPhonesOfVillage(sql, scope, villageCode),
      };
    }),
  );
}

type Answer = { faults: ReportFault[]; written: WrittenReport; id: string };

export async function action({ request, params }: ActionFunctionArgs) {
  const person = await requireMay(request, 'problem.report');
  const { db, now, limits } = requestContext();
  const form = await sentForm(request);
  const written = { kind: kindOf(form.get('kind')), text: String(form.get('text') ?? ''), photos: form.getAll('photos').map(String) };
  const id = String(form.get('id') ?? '');
  const said = { ...written, id, household: params.number ?? '', reportedAt: now.toISOString() };
  return orProblem(async () => {
    const faults = faultsOfReport(said);
    if (faults.length > 0) return data<Answer>({ faults, written, id }, { status: 422 });
    const report = problemReportSchema.safeParse(said);
    if (!report.success) throw problemResponse({ code: 'api.not-understood' });
    if ((await limits.use('problem-report', person.accountId, A_DAY.points, A_DAY.seconds)) > 0)
      throw new Refusal({ code: 'problem-report.too-many' });
    await reportOnWeb(db, person, report.data, now);
    return redirect(`/households/${encodeURIComponent(said.household)}`);
  });
}

function kindOf(text: unknown): ProblemKind | '' {
  return PROBLEM_KINDS.find((kind) => kind === text) ?? '';
}

function writtenIn({ kind, text, photos }: Typed): WrittenReport {
  return { kind: kindOf(kind), text: String(text ?? ''), photos: [photos ?? []].flat() };
}

export default function Report() {
  const { household, phones, ...opened } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>() as Answer | undefined;
  const unsent = useFormReply(answer);
  const { csrfToken } = useViewer();
  const [files] = useState(() => new Map<string, Blob>());
  return (
    <ReportForm
      household={household}
      id={answer?.id ?? (typedAt(unsent, 'id') || opened.id)}
      written={answer?.written ?? (unsent ? writtenIn(unsent.typed) : { kind: opened.kind, text: '', photos: [] })}
      faults={answer?.faults ?? []}
      phones={phones}
      tools={{
        keepFile: async (bytes) => {
          const sha256 = await sha256Of(bytes);
          const response = await fetch(`/field-data/photos/${sha256}`, {
            method: 'PUT',
            headers: { 'Content-Type': bytes.type, 'X-CSRF-Token': csrfToken },
            body: bytes,
          });
          if (!response.ok) throw new Error(`The server answered ${response.status}`);
          files.set(sha256, bytes);
          return sha256;
        },
        addressOf: async (sha256) => {
          const bytes = files.get(sha256);
          return bytes ? URL.createObjectURL(bytes) : null;
        },
      }}
    />
  );
}

async function sha256Of(bytes: Blob): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', await bytes.arrayBuffer());
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
