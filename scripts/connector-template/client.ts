import { type Context, type HttpRequest, type HttpResponse, TillbridgeError } from 'tillbridge/contract'
import type { NewSystemSettings } from './settings.ts'

export type NewSystemContext = Context<NewSystemSettings>

/** One call; `null` when there is nothing at its address. */
export async function ask({ http }: NewSystemContext, call: HttpRequest): Promise<unknown> {
  const answer = await http.send(call)
  if (answer.status === 404) return null
  if (answer.status >= 300) throw failureOf(answer, call)
  return answer.json()
}

/** What an answer other than success means. The kind alone decides what Tillbridge does next: docs/concepts/contract.md has them. */
function failureOf({ status, headers, text }: HttpResponse, { effect }: HttpRequest): TillbridgeError {
  const detail = { status, answer: text.slice(0, 300) }
  if (status === 401 || status === 403) {
    return new TillbridgeError({
      kind: 'unauthorized',
      code: 'NEW_SYSTEM_KEY_REFUSED',
      message: 'New System does not accept the credentials.',
      remedy: 'Say here where a person makes new ones, and that they belong into the connection.',
      detail,
    })
  }
  if (status === 429) {
    return new TillbridgeError({
      kind: 'throttled',
      code: 'NEW_SYSTEM_THROTTLED',
      message: 'New System asks for fewer calls.',
      retryAfterSeconds: Number(headers['retry-after']) || 1,
      detail,
    })
  }
  if (status >= 500) {
    return new TillbridgeError({
      // After a write nobody knows what a gateway's answer hides: it is looked up by our reference before anything else is tried.
      kind: effect === 'read' ? 'transient' : 'outcome-unknown',
      code: 'NEW_SYSTEM_UNAVAILABLE',
      message: 'New System has a fault at the moment.',
      detail,
    })
  }
  return new TillbridgeError({
    kind: 'rejected',
    code: 'NEW_SYSTEM_REFUSED',
    message: `New System refuses the request (status ${status}).`,
    remedy: 'Say here what a person can do about it; name each cause that you know with a code of its own.',
    detail,
  })
}

/** Stands where something is still to be written. The conformance suite finds every one. */
export const notWritten = (what: string): TillbridgeError =>
  new TillbridgeError({ kind: 'bug', code: 'NOT_WRITTEN', message: `${what} is not written yet.` })
