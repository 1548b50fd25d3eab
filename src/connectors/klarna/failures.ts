import { z } from 'zod'
import type { HttpResponse } from '#contract/context'
import { TillbridgeError, type TillbridgeErrorOptions } from '#lib/errors'

const klarnaError = z.object({
  error_code: z.string().optional(),
  error_messages: z.array(z.string()).default([]),
  correlation_id: z.string().optional(),
})

type Meaning = Pick<TillbridgeErrorOptions, 'kind' | 'code' | 'message' | 'remedy'>

const ASK_AGAIN_SECONDS = 1

const MEANINGS: Readonly<Record<number, Meaning>> = {
  401: {
    kind: 'unauthorized',
    code: 'KLARNA_CREDENTIALS_REFUSED',
    message: 'Klarna does not accept the user name and password.',
    remedy:
      'Look at the region and the environment of the connection first: credentials of another one are refused alike. Else make new ones in the Klarna portal (Settings → API credentials).',
  },
  403: {
    kind: 'unauthorized',
    code: 'KLARNA_SETTLEMENTS_CLOSED',
    message: 'These credentials of Klarna may not read settlements.',
    remedy: 'Ask Klarna to open the settlements API for the merchant id, or use credentials that may read it.',
  },
  429: { kind: 'throttled', code: 'KLARNA_THROTTLED', message: 'Klarna asks for fewer calls.' },
}

/** The failure that an answer other than 200 stands for. */
export function answerError(response: HttpResponse): TillbridgeError {
  const { status } = response
  const told = toldBy(response)
  const reason = told?.error_messages.join(' ') || told?.error_code
  const meaning = MEANINGS[status] ?? (status >= 500 ? UNAVAILABLE : refused(reason ?? `status ${status}`))
  const wait = status === 429 ? { retryAfterSeconds: Number(response.headers['retry-after']) || ASK_AGAIN_SECONDS } : {}
  return new TillbridgeError({
    ...meaning,
    ...wait,
    detail: {
      status,
      code: told?.error_code ?? null,
      answer: reason ?? response.text.slice(0, 300),
      correlationId: told?.correlation_id ?? null,
    },
  })
}

const UNAVAILABLE: Meaning = {
  kind: 'transient',
  code: 'KLARNA_UNAVAILABLE',
  message: 'Klarna has a fault at the moment.',
}

const refused = (reason: string): Meaning => ({
  kind: 'rejected',
  code: 'KLARNA_REQUEST_REFUSED',
  message: `Klarna refuses the request: ${reason}`,
  remedy: 'Check the connection; if it is sound, report the attempt shown here.',
})

/** What Klarna says about a refusal, or `null` when the answer is not Klarna's. */
function toldBy(response: HttpResponse): z.output<typeof klarnaError> | null {
  try {
    return klarnaError.safeParse(response.json()).data ?? null
  } catch {
    // A page of a proxy; its status says what it can.
    return null
  }
}

/** The fields that a schema complained about, for a message. */
export const fieldsOf = (error: z.ZodError): string =>
  error.issues
    .slice(0, 3)
    .map((issue) => `${issue.path.join('.') || 'the whole'} (${issue.message})`)
    .join(', ')
