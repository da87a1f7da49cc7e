import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from '@remix-run/node';
import { useActionData, useLoaderData } from '@remix-run/react';
import { DevicesScreen } from '~/screens/devices/devices-screen';
import { pageTitle } from '~/screens/shell/page-title';
import { useFormReply } from '~/screens/shell/unsent-form';
import { requestContext } from '~/server/http/context.server';
import { requireMay } from '~/server/http/person.server';
import { actionResult, orProblem } from '~/server/http/respond.server';
import { sentForm } from '~/server/http/sent/sent-form.server';
import { readDevices, releaseRecord, setRecordAside } from '~/server/workflows/phones/look-through-late.server';
import { retireDevice } from '~/server/workflows/phones/manage-device.server';

export const handle = pageTitle('sync:devices.title');

const DONE = ['retire', 'takeBack', 'release', 'setAside'] as const;

export async function loader({ request }: LoaderFunctionArgs) {
  const person = await requireMay(request, 'visit.review');
  const { searchParams } = new URL(request.url);
  const what = DONE.find((one) => one === searchParams.get('done'));
  const shown = await orProblem(() => readDevices(requestContext().db, person));
  return { ...shown, done: what ? { what, became: searchParams.get('became') } : null };
}

export async function action({ request }: ActionFunctionArgs) {
  const person = await requireMay(request, 'visit.review');
  const { db, now } = requestContext();
  return actionResult(
    await sentForm(request),
    async (typed) => {
      const text = (name: string) => String(typed[name] ?? '');
      switch (text('do')) {
        case 'release': {
          const { status } = await releaseRecord(db, person, text('id'), now);
          return redirect(`/devices?done=release&became=${status}`);
        }
        case 'set-aside':
          await setRecordAside(db, person, { id: text('id'), reason: text('reason') }, now);
          return redirect('/devices?done=setAside');
        default: {
          const retire = text('do') !== 'take-back';
          const input = { device: text('device'), accountId: text('account'), retire, reason: text('reason'), lost: text('lost') };
          await retireDevice(db, person, input, now);
          return redirect(`/devices?done=${retire ? 'retire' : 'takeBack'}`);
        }
      }
    },
    { 'reason.missing': 'reason', 'reason.too-long': 'reason', 'device.unsent-lost': 'lost' },
  );
}

export default function Devices() {
  const reply = useFormReply(useActionData<typeof action>());
  return <DevicesScreen {...useLoaderData<typeof loader>()} reply={reply} />;
}
