import type { HttpResponse } from '#contract/context'
import { TillbridgeError, type TillbridgeErrorOptions } from '#lib/errors'

type Meaning = Pick<TillbridgeErrorOptions, 'kind' | 'code' | 'message' | 'remedy'>

const ASK_AGAIN_SECONDS = 5

const MEANINGS: Readonly<Record<number, Meaning>> = {
  401: {
    kind: 'unauthorized',
    code: 'ADYEN_CREDENTIALS_REFUSED',
    message: 'Adyen does not accept the report user or the API key.',
    remedy:
      'Look at the environment of the connection first: credentials of the other one are refused alike. Else make new ones in the Customer Area (Developers → API credentials) and put them into the connection.',
  },
  403: {
    kind: 'unauthorized',
    code: 'ADYEN_ROLE_MISSING',
    message: 'The credentials may not download reports of this merchant account.',
    remedy:
      'Give the credential the Merchant Report role and access to the merchant account (Developers → API credentials), then check the connection.',
  },
  429: { kind: 'throttled', code: 'ADYEN_THROTTLED', message: 'Adyen asks for fewer calls.' },
}

/** The failure that an answer other than 200 and 404 stands for. */
export function answerError(response: HttpResponse): TillbridgeError {
  const { status } = response
  const meaning = MEANINGS[status] ?? (status >= 500 ? UNAVAILABLE : refused(status))
  const wait = status === 429 ? { retryAfterSeconds: Number(response.headers['retry-after']) || ASK_AGAIN_SECONDS } : {}
  return new TillbridgeError({ ...meaning, ...wait, detail: { status, answer: response.text.slice(0, 300) } })
}

const UNAVAILABLE: Meaning = {
  kind: 'transient',
  code: 'ADYEN_UNAVAILABLE',
  message: 'Adyen has a fault at the moment.',
}

const refused = (status: number): Meaning => ({
  kind: 'rejected',
  code: 'ADYEN_REQUEST_REFUSED',
  message: `Adyen refuses the request with status ${status}.`,
  remedy: 'Check the connection; if it is sound, report the attempt shown here.',
})

/** An answer that is no report though its status says so: a page of a proxy, or a file that broke off. */
export const notAReport = (what: string, text: string): TillbridgeError =>
  new TillbridgeError({
    kind: 'transient',
    code: 'ADYEN_NOT_A_REPORT',
    message: `What Adyen sent is not a settlement details report: ${what}.`,
    remedy: 'Nothing, unless it stays: then look at the report in the Customer Area (Reports).',
    detail: { answer: text.slice(0, 300) },
  })

export const unreadable = (message: string): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'ADYEN_REPORT_UNREADABLE',
    message,
    remedy: 'Give a settlement details report as Adyen makes it. If it is one, report the attempt shown here.',
  })
