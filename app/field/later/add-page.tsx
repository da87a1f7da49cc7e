import { useTranslation } from 'react-i18next';
import { type ActionFunctionArgs, Navigate, redirect, useActionData, useParams } from 'react-router-dom';
import { newHouseholdSchema } from '~/domain/household/new-household';
import { type FormReply, typedOf } from '~/i18n/form-reply';
import { addOnPhone, namesakeOf } from '~/offline/submissions/add-household';
import { AddHouseholdScreen } from '~/screens/households/add-household-screen';
import { type Field, useField } from '../field-context';
import { loadWords } from './later-words';

type Fault = { field: string; code: string; namesake?: { head: string; door: string } };
type Refused = Pick<FormReply, 'typed'> & { faults: Fault[] };

/** 补录一户, on the phone: without a network too. */
export async function addPage(field: Field) {
  await loadWords('added');
  return { Component: AddPage, action: addAction(field) };
}

function AddPage() {
  const { phone } = useField();
  const { t } = useTranslation('added');
  const { code = '' } = useParams();
  const answer = useActionData() as Refused | undefined;
  const village = phone.villages.get(code);
  if (!village) return <Navigate to="/villages" replace />;
  const reply = answer && {
    typed: answer.typed,
    problems: answer.faults.map(({ field, code: fault, namesake }) => ({
      field,
      sentence: namesake ? t('namesake', namesake) : t(`fault.${fault as 'head-missing'}`),
    })),
  };
  const sameHead = answer !== undefined && (answer.typed.sameHead === 'yes' || answer.faults.some(({ field }) => field === 'sameHead'));
  return <AddHouseholdScreen village={village.village} reply={reply} sameHead={sameHead} onPhone />;
}

const addAction =
  ({ phone, send }: Field) =>
  async ({ request, params }: ActionFunctionArgs) => {
    const village = phone.villages.get(params.code ?? '');
    if (!village) return redirect('/villages');
    const typed = typedOf(await request.formData());
    const parsed = newHouseholdSchema.safeParse(typed);
    if (!parsed.success) {
      const faults = parsed.error.issues.map(({ path, message }) => ({ field: String(path[0]), code: message.split('.')[1]! }));
      return { typed, faults: faults.filter(({ field }, at) => faults.findIndex((one) => one.field === field) === at) } satisfies Refused;
    }
    const namesake = parsed.data.sameHead ? null : namesakeOf(phone, village, parsed.data.head);
    if (namesake) {
      const { head } = parsed.data;
      return { typed, faults: [{ field: 'sameHead', code: '', namesake: { head, door: namesake.address ?? '—' } }] } satisfies Refused;
    }
    const number = await addOnPhone(phone, village, parsed.data, new Date().toISOString());
    void send();
    return redirect(`/households/${encodeURIComponent(number)}`);
  };
