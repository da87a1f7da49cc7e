import { createReadStream } from 'node:fs';
import { createReadableStreamFromReadable, type LoaderFunctionArgs } from '@remix-run/node';
import { withSql } from '~/database/connection/sql.server';
import { requestContext } from '~/server/http/context.server';
import { requirePerson } from '~/server/http/person.server';
import { attachmentHeaders, orProblem, problemResponse } from '~/server/http/respond.server';
import { fileSize, jobFilePath } from '~/server/jobs/job-files.server';
import { jobFor } from '~/server/jobs/job-view.server';

const WORKBOOK = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** A file of a job. Only files named in the job's record are given, only to persons with the right, and always as an attachment. */
export async function loader({ request, params }: LoaderFunctionArgs) {
  const person = await requirePerson(request);
  const { db, now } = requestContext();
  const { job, mayTakeFiles } = await orProblem(() => withSql(db, (sql) => jobFor(sql, person, params.id ?? '', now)));
  const file = job.outcome?.files?.find((one) => one.name === params.name);
  if (!file || !mayTakeFiles) throw problemResponse({ code: 'job.unknown' });
  const path = jobFilePath(job.id, file.name);
  const bytes = await fileSize(path);
  if (bytes === null) throw problemResponse({ code: 'job.file-gone' }, 410);
  const type = file.name.endsWith('.xlsx') ? WORKBOOK : 'application/octet-stream';
  return new Response(createReadableStreamFromReadable(createReadStream(path)), {
    headers: { ...attachmentHeaders(file.name, type), 'Content-Length': String(bytes) },
  });
}
