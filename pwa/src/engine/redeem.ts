/** Links that connect one browser, once: their token has to be asked for. */
import { Refused } from '../contracts/errors.js';
import type { EngineLink } from './engine_link.js';
import { fields, text } from './read_job.js';

/** What the token of such a link begins with. */
const ONCE = 'once.';

/** Whether a link holds an invitation in the place of a token. */
export function isInvitation({ token }: EngineLink): boolean {
  return token.startsWith(ONCE);
}

/**
 * The link with the token that the engine gives for an invitation.
 * @throws Refused when it was used already or is too old, with the engine's own words.
 */
export async function redeemed(
  { url, token }: EngineLink,
  plain: typeof fetch = (...given) => fetch(...given),
): Promise<EngineLink> {
  const headers = { authorization: `Bearer ${token}` };
  const answer = await plain(`${url}/tokens`, { method: 'POST', headers, redirect: 'error' });
  const told: unknown = await answer.json().catch(() => ({}));
  if (answer.ok) return { url, token: text(fields(told, 'token').token) };
  const { error } = fields(told, 'error');
  throw new Refused(
    text(fields(error ?? {}, 'error').message) || `The engine at ${url} answered with ${answer.status}, and no token.`,
  );
}
