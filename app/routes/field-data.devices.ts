import type { ActionFunctionArgs } from '@remix-run/node';
import { type DeviceAnswer, PROTOCOL_VERSION, registerDeviceSchema } from '~/domain/sync/protocol';
import { requestContext } from '~/server/http/context.server';
import { answerField, fieldBody } from '~/server/http/field-answer.server';
import { notePhoneHeard } from '~/server/workflows/phones/hear-phone.server';
import { noteDevice } from '~/server/workflows/phones/manage-device.server';

/** Registers the phone of the person. */
export async function action({ request }: ActionFunctionArgs) {
  const { db, now, sessionId, phone } = requestContext();
  return answerField('visit.submit', async (person): Promise<DeviceAnswer> => {
    const sent = await fieldBody(request, registerDeviceSchema);
    const state = await noteDevice(db, person, { id: sent.device, name: sent.name, app: sent.app ?? null }, now, sessionId);
    await notePhoneHeard(db, { ...phone, person }, now);
    return { protocol: PROTOCOL_VERSION, device: sent.device, state };
  });
}
