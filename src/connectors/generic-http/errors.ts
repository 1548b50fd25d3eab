import type { HttpRequest } from '#contract/context'
import { TillbridgeError } from '#lib/errors'
import { failureByRule, type Seen } from '#generic/failure-rules'
import type { HttpAnswer } from './answer.ts'
import type { HttpFailureRule, HttpSettings } from './settings.ts'

interface About {
  readonly where: string
  readonly effect: HttpRequest['effect']
  readonly input: Readonly<Record<string, unknown>>
}

/** The error that an answer means; `null` = it means none. Rules of the settings come first, then what the status says by itself. */
export async function failureOf(
  settings: HttpSettings,
  answer: HttpAnswer,
  about: About,
): Promise<TillbridgeError | null> {
  const { status, headers, body, text } = answer
  const wait = retryAfter(headers['retry-after'])
  const seen: Seen = {
    facts: { ...about.input, settings: settings.values, status, headers, body, text },
    ...(wait === null ? {} : { retryAfterSeconds: wait }),
    detail: { status, operation: about.where, start: text.slice(0, 500) },
  }
  const rules = settings.failures.filter((rule) => fits(rule, status))
  const byRule = await failureByRule(rules, seen)
  if (byRule !== null) return byRule
  return status < 300 ? null : byStatus(settings, answer, about, seen)
}

/** Of an answer that says that all is well only a rule that looks into it can say otherwise. */
const fits = (rule: HttpFailureRule, status: number): boolean => {
  if (status < 300 && rule.where === undefined) return false
  return rule.status === undefined || rule.status === String(status) || rule.status === `${Math.trunc(status / 100)}xx`
}

function byStatus(
  { name, authentication }: HttpSettings,
  { status, text, headers }: HttpAnswer,
  { where, effect }: About,
  { detail, retryAfterSeconds = 60 }: Seen,
): TillbridgeError {
  const said = text.trim() === '' ? '' : `: ${text.replace(/\s+/g, ' ').trim().slice(0, 200)}`
  if (status === 429) {
    const message = `${name} asks for fewer calls.`
    return new TillbridgeError({ kind: 'throttled', code: 'RATE_LIMIT', message, retryAfterSeconds, detail })
  }
  if (status >= 500 || status === 408) {
    return new TillbridgeError({
      kind: effect === 'write' ? 'outcome-unknown' : 'transient',
      code: 'SYSTEM_FAILED',
      message: `${name} answered ${status}${said}.`,
      remedy:
        'Nothing to do if it passes. A failure that nothing follows from can be named under failures in the settings.',
      detail,
    })
  }
  if (status === 401) {
    return new TillbridgeError({
      kind: 'unauthorized',
      code: 'CREDENTIALS_REFUSED',
      message: `${name} refuses the credentials${authentication.kind === 'none' ? ', of which the settings have none' : ''}.`,
      remedy: 'Put a secret into the connection that is good, and check that authentication says how it is sent.',
      detail,
    })
  }
  if (status < 400) {
    return new TillbridgeError({
      kind: 'rejected',
      code: 'ADDRESS_REDIRECTS',
      message: `${name} sends what is asked under ${where} to another address.`,
      remedy: 'Enter the address that it leads to in the settings, usually the same with https.',
      detail: { ...detail, location: headers['location'] ?? null },
    })
  }
  return new TillbridgeError({
    kind: 'rejected',
    code: 'REFUSED',
    message: `${name} refused (${status})${said}.`,
    remedy:
      'Change what it objects to, then retry. Give the refusal a name and a remedy under failures in the settings.',
    subject: `operation:${where}:${status}`,
    detail,
  })
}

/** Seconds of the header `Retry-After`, at most an hour; `null` when it says nothing readable. */
function retryAfter(value: string | undefined): number | null {
  const seconds = Number(value ?? Number.NaN)
  return Number.isFinite(seconds) && seconds >= 0 ? Math.min(Math.max(seconds, 1), 3_600) : null
}
