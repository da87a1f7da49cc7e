import type { ActionFunctionArgs } from '@remix-run/node';
import { refuse } from '~/domain/problems';
import { LARGEST_PHOTO_BYTES, type PhotoAnswer, PROTOCOL_VERSION } from '~/domain/sync/protocol';
import { requestContext } from '~/server/http/context.server';
import { answerField } from '~/server/http/field-answer.server';
import { keepPhoto } from '~/server/workflows/survey/keep-photo.server';

/** Takes one photo; the receipt is given when its bytes are on the disk. */
export async function action({ request, params }: ActionFunctionArgs) {
  const { db, now, settings } = requestContext();
  return answerField('visit.submit', async (person): Promise<PhotoAnswer> => {
    const sha256 = params.sha256 ?? '';
    if (Number(request.headers.get('Content-Length') ?? 0) > LARGEST_PHOTO_BYTES)
      refuse('photo.too-large', { kilobytes: LARGEST_PHOTO_BYTES / 1000 });
    const bytes = new Uint8Array(await request.arrayBuffer());
    const status = await keepPhoto(db, person, { dataDir: settings.dataDir, sha256, bytes }, now);
    return { protocol: PROTOCOL_VERSION, sha256, status };
  });
}
