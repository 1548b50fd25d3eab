import { z } from 'zod'
import type { HttpResponse } from '#contract/context'
import { TillbridgeError, type TillbridgeErrorOptions } from '#lib/errors'

const stripeError = z.object({
  error: z.object({
    type: z.string().default('api_error'),
    code: z.string().nullish(),
    message: z.string().nullish(),
    param: z.string().nullish(),
  }),
})

type Meaning = Pick<TillbridgeErrorOptions, 'kind' | 'code' | 'message' | 'remedy'>

const ASK_AGAIN_SECONDS = 1

const MEANINGS: Readonly<Record<number, Meaning>> = {
  401: {
    kind: 'unauthorized',
    code: 'STRIPE_KEY_REFUSED',
    message: 'Stripe does not accept the API key: it was rolled or deleted, or it is misspelt.',
    remedy: 'Create a restricted key in Stripe (Developers → API keys) and put it into the connection.',
  },
  403: {
    kind: 'unauthorized',
    code: 'STRIPE_PERMISSION_MISSING',
    message: 'The Stripe key lacks a permission that is needed.',
    remedy: 'Give the restricted key the permission in Stripe (Developers → API keys), then check the connection.',
  },
  409: { kind: 'conflict', code: 'STRIPE_BUSY', message: 'Another call is changing the same object in Stripe.' },
  429: { kind: 'throttled', code: 'STRIPE_THROTTLED', message: 'Stripe asks for fewer calls.' },
}

/** The failure that an answer other than 200 stands for. */
export function answerError(response: HttpResponse): TillbridgeError {
  const { status } = response
  const told = toldBy(response)
  const detail = {
    status,
    code: told?.code ?? null,
    param: told?.param ?? null,
    answer: told?.message ?? response.text.slice(0, 300),
    requestId: response.headers['request-id'] ?? null,
  }
  const meaning = MEANINGS[status] ?? (status >= 500 ? UNAVAILABLE : refused(told?.message ?? `status ${status}`))
  const named = status === 403 && told?.message != null ? { message: `${meaning.message} ${told.message}` } : {}
  const wait = status === 429 ? { retryAfterSeconds: Number(response.headers['retry-after']) || ASK_AGAIN_SECONDS } : {}
  return new TillbridgeError({ ...meaning, ...named, ...wait, detail })
}

const UNAVAILABLE: Meaning = {
  kind: 'transient',
  code: 'STRIPE_UNAVAILABLE',
  message: 'Stripe has a fault at the moment.',
}

const refused = (reason: string): Meaning => ({
  kind: 'rejected',
  code: 'STRIPE_REQUEST_REFUSED',
  message: `Stripe refuses the request: ${reason}`,
  remedy: 'Check the connection; if it is sound, report the attempt shown here.',
})

/** What Stripe says about a refusal, or `null` when the answer is not Stripe's. */
function toldBy(response: HttpResponse): z.output<typeof stripeError>['error'] | null {
  try {
    return stripeError.safeParse(response.json()).data?.error ?? null
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
