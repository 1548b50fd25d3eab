import type { z } from 'zod'
import { ApiFailure } from './client.ts'
import { failureSchema } from './failure.ts'
import { SIGN_IN, SIGN_IN_PATH, type SignInCall } from './sign-in.ts'

/**
 * Signs in, out, or changes one's own account, from a page. The browser keeps the cookies.
 *
 * @throws {ApiFailure} when it is refused, or the server cannot be reached (`status` 0).
 */
export async function callSignIn<N extends SignInCall>(
  name: N,
  body: z.input<(typeof SIGN_IN)[N]['body']>,
  options: { readonly origin?: string; readonly fetch?: typeof fetch } = {},
): Promise<z.output<(typeof SIGN_IN)[N]['answer']>> {
  const { method, path, answer } = SIGN_IN[name]
  const response = await (options.fetch ?? fetch)(`${options.origin ?? ''}${SIGN_IN_PATH}${path}`, {
    method,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  }).catch(() => null)
  const json: unknown = await response?.json().catch(() => null)
  if (response?.ok === true) return answer.parse(json) as z.output<(typeof SIGN_IN)[N]['answer']>
  const failure = failureSchema.safeParse(json)
  throw new ApiFailure(response?.status ?? 0, failure.success ? failure.data : UNREACHABLE)
}

const UNREACHABLE = {
  code: 'UNREACHABLE',
  message: 'Tillbridge does not answer.',
  remedy: 'Check your connection, and whether Tillbridge is running.',
  subject: null,
}
