import type { HttpRequest, HttpResponse } from '#contract/context'
import { type ErrorKind, TillbridgeError } from '#lib/errors'
import { type FrappeFailure, frappeFailure, plainText } from './answer.ts'
import type { About, ErrorRule, Match } from './error-rule.ts'
import { ERROR_RULES } from './error-rules.ts'

/** The error that an answer with a status of 300 or above means. */
export function errorOf(response: HttpResponse, effect: HttpRequest['effect'], about: About): TillbridgeError {
  if (response.status === 429) return throttled(response)
  const failure = frappeFailure(response.text)
  if (failure === null) return foreignAnswer(response, effect)
  for (const rule of ERROR_RULES) {
    const match = matchOf(rule, failure)
    if (match !== null) return fromRule(rule, match, failure, response, about)
  }
  return unnamed(failure, response, about)
}

function throttled(response: HttpResponse): TillbridgeError {
  const seconds = Number(response.headers['retry-after'] ?? '60')
  return new TillbridgeError({
    kind: 'throttled',
    code: 'RATE_LIMIT',
    message: 'ERPNext has used up the processing time that its rate limit allows.',
    retryAfterSeconds: Number.isFinite(seconds) && seconds > 0 ? seconds : 60,
    detail: { status: 429 },
  })
}

const texts = (failure: FrappeFailure): string[] =>
  [...failure.messages.toReversed(), failure.hint, failure.exception].filter((text) => text !== null)

function matchOf(rule: ErrorRule, failure: FrappeFailure): Match | null {
  if (rule.types !== undefined && !rule.types.includes(failure.type)) return null
  if (rule.pattern === undefined) return {}
  for (const text of texts(failure)) {
    const found = rule.pattern.exec(text)
    if (found !== null) return Object.fromEntries(Object.entries(found.groups ?? {}).filter(([, value]) => value))
  }
  return null
}

function fromRule(
  rule: ErrorRule,
  match: Match,
  failure: FrappeFailure,
  response: HttpResponse,
  about: About,
): TillbridgeError {
  return new TillbridgeError({
    kind: rule.kind ?? 'rejected',
    code: rule.code,
    message: rule.message?.(match, about) ?? words(failure),
    ...(rule.remedy === undefined ? {} : { remedy: rule.remedy }),
    ...(rule.subject === undefined ? {} : { subject: rule.subject(match, about) }),
    detail: detailOf(failure, response, about),
  })
}

/** Frappe rolls a request that fails back as a whole, so even a 500 of a write with its own error body changed nothing. */
function unnamed(failure: FrappeFailure, response: HttpResponse, about: About): TillbridgeError {
  const broken = response.status >= 500
  return new TillbridgeError({
    kind: 'rejected',
    code: broken ? 'ERPNEXT_FAILED' : 'ERPNEXT_REFUSED',
    message: words(failure),
    remedy: broken
      ? 'This is a fault inside ERPNext or one of its apps. Its Error Log tells more; mend it there, then retry.'
      : 'Change what ERPNext objects to, then retry.',
    subject: `${about.doctype}:${failure.type}`,
    detail: detailOf(failure, response, about),
  })
}

const words = (failure: FrappeFailure): string =>
  failure.messages.at(-1) ?? failure.hint ?? failure.exception ?? `ERPNext refused with ${failure.type}.`

const detailOf = (failure: FrappeFailure, response: HttpResponse, about: About): Record<string, unknown> => ({
  status: response.status,
  doctype: about.doctype,
  type: failure.type,
  messages: failure.messages,
  exception: failure.exception,
  requestId: response.headers['x-frappe-request-id'] ?? null,
})

/** The answer is not Frappe's: a proxy or the web server spoke, and says nothing about what happened behind it. */
function foreignAnswer(response: HttpResponse, effect: HttpRequest['effect']): TillbridgeError {
  const { status } = response
  const detail = { status, body: plainText(response.text).slice(0, 300) }
  if (status >= 500) {
    const kind: ErrorKind = effect === 'write' ? 'outcome-unknown' : 'transient'
    return new TillbridgeError({
      kind,
      code: 'GATEWAY_FAILED',
      message: `The server in front of ERPNext answered ${status}.`,
      detail,
    })
  }
  if (status < 400) {
    return new TillbridgeError({
      kind: 'rejected',
      code: 'ADDRESS_REDIRECTS',
      message: 'The address of the ERPNext site leads to another address.',
      remedy: 'Enter the address that it leads to in the connection, usually the same with https.',
      detail: { ...detail, location: response.headers['location'] ?? null },
    })
  }
  if (status === 401) {
    return new TillbridgeError({
      kind: 'unauthorized',
      code: 'CREDENTIALS_REFUSED',
      message: 'The server in front of ERPNext asks for credentials of its own.',
      remedy: 'Let the address of ERPNext’s API be reached without a second login.',
      detail,
    })
  }
  if (status === 413) {
    return new TillbridgeError({
      kind: 'rejected',
      code: 'REQUEST_TOO_LARGE',
      message: 'The document is larger than ERPNext accepts.',
      remedy: 'Raise max_file_size in the site’s configuration.',
      detail,
    })
  }
  return new TillbridgeError({
    kind: 'rejected',
    code: status === 404 ? 'SITE_UNKNOWN' : 'NOT_ERPNEXT',
    message: `What answers at this address (status ${status}) is not the ERPNext site.`,
    remedy: 'Check the address and, on a server with several sites, the site name in the connection.',
    detail,
  })
}
