import type { LoaderFunctionArgs } from '@remix-run/node';
import { requestContext } from '~/server/http/context.server';
import { requireMay } from '~/server/http/person.server';
import { attachmentHeaders, orProblem, WORD } from '~/server/http/respond.server';
import { wordOfVersion } from '~/server/workflows/report/word-of-version.server';

/** 评估报告 of a version, for everyone who may read the version. */
export async function loader({ request, params }: LoaderFunctionArgs) {
  const person = await requireMay(request, 'sign-off.read');
  const { db } = requestContext();
  const { fileName, content } = await orProblem(() => wordOfVersion(db, person, params.id ?? ''));
  return new Response(new Uint8Array(content), { headers: attachmentHeaders(fileName, WORD) });
}
