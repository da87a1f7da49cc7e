import { useRef, useState } from 'react';
import { type ActionFunctionArgs, redirect, useActionData, useNavigate, useParams, useSearchParams } from 'react-router-dom';
import { faultsOfReport, PROBLEM_KINDS, type ProblemKind, type ReportFault } from '~/domain/findings/problem-report';
import type { Phone } from '~/offline/phone';
import { begunReport, discardSubmission, keepReport, newReportId, submitReport, type Written } from '~/offline/submissions/report-problem';
import { ReportForm, type WrittenReport } from '~/screens/findings/report-form';
import { type Field, useField } from '../field-context';
import { Unknown } from '../unknown-page';
import { dutyPhonesOf } from './duty-phones';
import { loadWords } from './later-words';

/** 上报问题, on the phone. */
export async function reportPage(field: Field) {
  await loadWords('findings');
  return { Component: ReportPage, action: submitAction(field) };
}

function ReportPage() {
  const { phone } = useField();
  const { number = '' } = useParams();
  const [parameters] = useSearchParams();
  const navigate = useNavigate();
  const faults = (useActionData() as { faults: ReportFault[] } | undefined)?.faults ?? [];
  const [opened] = useState(() => {
    const begun = begunReport(phone, number);
    return { id: begun?.id ?? newReportId(), written: begun?.content as Written | undefined };
  });
  const saving = useRef<Promise<unknown>>(Promise.resolve());
  const of = householdOf(phone, number);
  if (!of) return <Unknown />;
  const household = `/households/${encodeURIComponent(number)}`;
  const { kind = kindOf(parameters.get('kind')), text = '', photos = [] } = opened.written ?? {};
  return (
    <ReportForm
      household={of.about}
      id={opened.id}
      written={{ kind: kindOf(kind), text, photos }}
      faults={faults}
      phones={dutyPhonesOf(of.village)}
      tools={{
        keepFile: async (bytes) => phone.keepPhoto(opened.id, await bytes.arrayBuffer(), bytes.type),
        addressOf: async (sha256) => {
          const photo = await phone.photo(sha256);
          return photo && URL.createObjectURL(photo);
        },
      }}
      onChange={(written: WrittenReport) => {
        saving.current = saving.current.then(() => keepReport(phone, opened.id, of.about, written, new Date().toISOString()));
      }}
      onDiscard={() => void saving.current.then(() => discardSubmission(phone, opened.id)).then(() => navigate(household))}
    />
  );
}

const submitAction =
  ({ phone, send }: Field) =>
  async ({ request, params }: ActionFunctionArgs) => {
    const number = params.number ?? '';
    const of = householdOf(phone, number);
    if (!of) return redirect('/villages');
    const form = await request.formData();
    const id = String(form.get('id'));
    const written: Written = {
      kind: String(form.get('kind') ?? ''),
      text: String(form.get('text') ?? '').trim(),
      photos: form.getAll('photos').map(String),
    };
    const shown = new Date().toISOString();
    const faults = faultsOfReport({ ...written, id, household: number, reportedAt: shown });
    if (faults.length > 0) return { faults };
    await submitReport(phone, id, of.about, written, shown);
    void send();
    return redirect(`/households/${encodeURIComponent(number)}`);
  };

function householdOf(phone: Phone, number: string) {
  const found = phone.household(number);
  if (!found) return null;
  const { head, address } = found.household;
  return { about: { number, head, address, village: found.village.village.name }, village: found.village.village };
}

function kindOf(text: string | null): ProblemKind | '' {
  return PROBLEM_KINDS.find((kind) => kind === text) ?? '';
}
