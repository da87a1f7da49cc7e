import { createReadStream } from 'node:fs';
import { createReadableStreamFromReadable, type LoaderFunctionArgs } from '@remix-run/node';
import { requestContext } from '~/server/http/context.server';
import { requireMay } from '~/server/http/person.server';
import { attachmentHeaders, orProblem, problemResponse } from '~/server/http/respond.server';
import { fileSize, jobFilePath } from '~/server/jobs/job-files.server';
import { readVersion } from '~/server/workflows/report/read-sign-off.server';

const WORKBOOK = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** The workbook of a version for the offices that see it in full: its own and the city's. */
export async function loader({ request, params }: LoaderFunctionArgs) {
  const person = await requireMay(request, 'report.personal-columns');
  const { db } = requestContext();
  const { report } = await orProblem(() => readVersion(db, person, params.id ?? ''));
  const path = report.jobId && jobFilePath(report.jobId, report.fileName);
  const bytes = path === null ? null : await fileSize(path);
  if (path === null || bytes === null) throw problemResponse({ code: 'job.file-gone' }, 410);
  return new Response(createReadableStreamFromReadable(createReadStream(path)), {
    headers: { ...attachmentHeaders(report.fileName, WORKBOOK), 'Content-Length': String(bytes) },
  });
}
