import type { HttpResponse } from '#contract/context'
import { type ErrorKind, TillbridgeError } from '#lib/errors'
import { oneLine, type OdooFailure } from './answer.ts'
import type { Call } from './client.ts'
import { ERROR_RULES, type ErrorRule } from './error-rules.ts'

/** The error that an answer means which is no result. */
export function errorOf(response: HttpResponse, failure: OdooFailure | null, about: Call): TillbridgeError {
  const { status } = response
  if (status === 429 || (status === 503 && response.headers['retry-after'] !== undefined)) return throttled(response)
  if (failure === null) return foreignAnswer(response, about)
  for (const rule of ERROR_RULES) {
    const match = matchOf(rule, failure)
    if (match !== null) return fromRule(rule, match, failure, about)
  }
  // Odoo rolls a request that fails back as a whole, so its own error body says that nothing was changed.
  const isRefusal = failure.name.startsWith('odoo.exceptions.')
  return new TillbridgeError({
    kind: 'rejected',
    code: isRefusal ? 'ODOO_REFUSED' : 'ODOO_FAILED',
    message: failure.message || `Odoo failed with ${failure.name}.`,
    remedy: isRefusal
      ? 'Change what Odoo objects to, then retry.'
      : 'This is a fault inside Odoo or one of its modules. Its log tells more; mend it there, then retry.',
    subject: `${about.model}:${failure.name}`,
    detail: detailOf(failure, about),
  })
}

function matchOf(rule: ErrorRule, { name, message }: OdooFailure): RegExpExecArray | true | null {
  if (rule.name !== undefined && !rule.name.test(name)) return null
  return rule.message === undefined ? true : rule.message.exec(message)
}

function fromRule(rule: ErrorRule, match: RegExpExecArray | true, failure: OdooFailure, about: Call): TillbridgeError {
  const found = match === true ? '' : (match[1] ?? '')
  return new TillbridgeError({
    kind: rule.kind ?? 'rejected',
    code: rule.code,
    message: rule.says?.(found, about) ?? failure.message,
    ...(rule.remedy === undefined
      ? {}
      : { remedy: typeof rule.remedy === 'string' ? rule.remedy : rule.remedy(failure, about) }),
    ...(rule.subject === undefined ? {} : { subject: rule.subject(found, about) }),
    detail: detailOf(failure, about),
  })
}

const detailOf = ({ name, message }: OdooFailure, { model, method }: Call): Record<string, unknown> => ({
  model,
  method,
  name,
  message,
})

function throttled(response: HttpResponse): TillbridgeError {
  const seconds = Number(response.headers['retry-after'] ?? '60')
  return new TillbridgeError({
    kind: 'throttled',
    code: 'RATE_LIMIT',
    message: 'The server of Odoo asks for fewer calls.',
    retryAfterSeconds: Number.isFinite(seconds) && seconds > 0 ? seconds : 60,
    detail: { status: response.status },
  })
}

/** The answer is not Odoo's: a proxy or the web server spoke, and says nothing about what happened behind it. */
function foreignAnswer(response: HttpResponse, { effect }: Call): TillbridgeError {
  const { status } = response
  const detail = { status, body: oneLine(response.text).slice(0, 300) }
  if (status >= 500) {
    const kind: ErrorKind = effect === 'write' ? 'outcome-unknown' : 'transient'
    return new TillbridgeError({
      kind,
      code: 'GATEWAY_FAILED',
      message: `The server of Odoo answered ${status}.`,
      detail,
    })
  }
  if (status === 401 || status === 403) {
    return new TillbridgeError({
      kind: 'unauthorized',
      code: 'CREDENTIALS_REFUSED',
      message: 'The server of Odoo does not take the API key.',
      remedy: 'Make a new API key for the API user (Preferences, Account Security) and enter it in the connection.',
      detail,
    })
  }
  if (status >= 300 && status < 400) {
    return new TillbridgeError({
      kind: 'rejected',
      code: 'ADDRESS_REDIRECTS',
      message: 'The address of Odoo leads to another address.',
      remedy: 'Enter the address that it leads to in the connection, usually the same with https.',
      detail: { ...detail, location: response.headers['location'] ?? null },
    })
  }
  return new TillbridgeError({
    kind: 'rejected',
    code: 'NOT_ODOO',
    message: `What answers at this address (status ${status}) is not this Odoo database.`,
    remedy: 'Check the address, the version and the name of the database in the connection.',
    detail,
  })
}
