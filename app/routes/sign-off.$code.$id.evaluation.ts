import type { LoaderFunctionArgs } from '@remix-run/node';
import { exportAnswer } from '~/server/exports/answer-export.server';
import { requireMay } from '~/server/http/person.server';

/** 评估报告 of a version, for everyone who may read the version. */
export async function loader({ request, params }: LoaderFunctionArgs) {
  const person = await requireMay(request, 'sign-off.read');
  return exportAnswer(request, person, 'evaluation-of-version', () => ({ id: params.id ?? '' }));
}
