import { DEVICE_HEADER, deviceHeader, type SaysOfItself } from '~/domain/sync/device-header';
import { PROTOCOL_HEADER } from '~/domain/sync/protocol-header';

type Fetch = (path: string, init: RequestInit) => Promise<Response>;
type Answer = { code?: string; account?: string; accountId?: string; serverTime?: string; passwordAfterDays?: number };

/**
 * Says with every request which phone this is, and hears what the answer means for it: that it was retired, with the account whose data it
 * has to delete, or that the server knows this account (the session). Only an answer with our header counts.
 */
export function guardedFetch(
  fetchFrom: Fetch,
  says: () => Promise<SaysOfItself> | SaysOfItself,
  heard: { retired: (account: string) => void; session?: (answer: Answer) => void },
): Fetch {
  return async (path, init) => {
    const headers = { ...(init.headers as Record<string, string>), [DEVICE_HEADER]: deviceHeader(await says()) };
    const response = await fetchFrom(path, { ...init, headers });
    const denied = response.status === 401 || response.status === 403;
    if (response.headers.get(PROTOCOL_HEADER) === null || !(denied || path === '/field-data/session')) return response;
    const answer = ((await response
      .clone()
      .json()
      .catch(() => null)) ?? {}) as Answer;
    if (denied && answer.code === 'device.retired' && answer.account !== undefined) heard.retired(answer.account);
    else if (response.ok) heard.session?.(answer);
    return response;
  };
}
