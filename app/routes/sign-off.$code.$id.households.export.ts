import type { LoaderFunctionArgs } from '@remix-run/node';
import { frozenViewOf } from '~/domain/report/frozen-list';
import { exportAnswer } from '~/server/exports/answer-export.server';
import { requireMay } from '~/server/http/person.server';

export async function loader({ request, params }: LoaderFunctionArgs) {
  const person = await requireMay(request, 'sign-off.read');
  return exportAnswer(request, person, 'frozen-list', (asked) => {
    const { at, list } = frozenViewOf(asked);
    return { id: params.id ?? '', at, list };
  });
}
