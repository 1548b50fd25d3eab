import { type Context, type HttpResponse, TillbridgeError } from 'tillbridge/contract'
import type { CornerSettings } from './settings.ts'

export type CornerContext = Context<CornerSettings>

/** Reads `path`; `null` when there is nothing there. */
export async function read(
  { http }: CornerContext,
  path: string,
  query: Readonly<Record<string, string>> = {},
): Promise<unknown> {
  const answer = await http.send({ method: 'GET', path, query, effect: 'read' })
  if (answer.status === 404) return null
  if (answer.status !== 200) throw failureOf(answer)
  return answer.json()
}

/** What an answer other than 200 means. The kind alone decides what Tillbridge does next. */
export function failureOf({ status, headers, text }: HttpResponse): TillbridgeError {
  const detail = { status, answer: text.slice(0, 300) }
  if (status === 401) {
    return new TillbridgeError({
      kind: 'unauthorized',
      code: 'CORNER_KEY_REFUSED',
      message: 'The shop does not accept the API key.',
      remedy: 'Make a new key in Corner Shop (Settings → API) and put it into the connection.',
      detail,
    })
  }
  if (status === 429) {
    return new TillbridgeError({
      kind: 'throttled',
      code: 'CORNER_THROTTLED',
      message: 'The shop asks for fewer calls.',
      retryAfterSeconds: Number(headers['retry-after']) || 1,
      detail,
    })
  }
  if (status >= 500) {
    return new TillbridgeError({
      kind: 'transient',
      code: 'CORNER_UNAVAILABLE',
      message: 'The shop has a fault at the moment.',
      detail,
    })
  }
  return new TillbridgeError({
    kind: 'rejected',
    code: 'CORNER_REFUSED',
    message: `The shop refuses the request (status ${status}).`,
    remedy: 'Check the connection; if it is sound, report the attempt shown here.',
    detail,
  })
}
