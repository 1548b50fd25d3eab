import { z } from 'zod'
import type { HttpRequest, HttpResponse } from '#contract/context'
import { type ErrorKind, TillbridgeError } from '#lib/errors'

type Effect = HttpRequest['effect']

const refusal = z.looseObject({ code: z.string(), message: z.string().default('') })

const unanswered = (effect: Effect): ErrorKind => (effect === 'read' ? 'transient' : 'outcome-unknown')

/** What an answer with another status than 200 or 201 stands for. README.md, "Failures", has the table. */
export function failureOf(response: HttpResponse, effect: Effect): TillbridgeError {
  const { status } = response
  if (status === 429) return throttled(response)
  const stated = statedRefusal(response)
  const detail = { status, code: stated?.code ?? null, answer: response.text.slice(0, 300) }
  if (stated === null) return withoutCode(status, effect, detail)
  if (status === 401) return keyRefused(stated, detail)
  if (status === 403) return userRefused(stated, effect, detail)
  if (stated.code === 'rest_no_route') return noRoute(detail)
  // A fatal error of PHP and the maintenance page carry codes of their own.
  if (status >= 502 || ['internal_server_error', 'wp_die'].includes(stated.code))
    return outOfOrder(status, effect, detail)
  return new TillbridgeError({
    kind: 'rejected',
    code: 'WOOCOMMERCE_REFUSED',
    message: `WooCommerce refuses this: ${plain(stated.message) || stated.code}`,
    remedy: 'Change what it names in the shop or in the settings, then retry.',
    subject: `woocommerce:${stated.code}`,
    detail,
  })
}

/** Whether WooCommerce refused with this code of its own. */
export const isRefusedAs = (error: unknown, code: string): error is TillbridgeError =>
  error instanceof TillbridgeError && error.code === 'WOOCOMMERCE_REFUSED' && error.detail?.['code'] === code

/** The body of a good answer. @throws {TillbridgeError} when something else than the API answered, or printed into the answer. */
export function bodyOf(response: HttpResponse, effect: Effect): unknown {
  const text = response.text.replace(/^\uFEFF+/, '').trim()
  const body = parsed(text)
  if (body !== undefined) return body
  const detail = { status: response.status, answer: response.text.slice(0, 300) }
  if (parsed(afterPrinted(text)) !== undefined) {
    throw new TillbridgeError({
      kind: effect === 'read' ? 'rejected' : 'outcome-unknown',
      code: 'WOOCOMMERCE_PRINTS_WARNINGS',
      message: 'The shop prints warnings of PHP into its answers, which makes them unreadable.',
      remedy: 'Switch off WP_DEBUG_DISPLAY in wp-config.php, or update the plug-in that the warning names, then retry.',
      detail,
    })
  }
  throw new TillbridgeError({
    kind: unanswered(effect),
    code: 'WOOCOMMERCE_NO_JSON',
    message: 'The site answered with a page instead of data.',
    remedy:
      'If this goes on: choose permalinks other than "Plain" in WordPress, or set the connection to plain permalinks; check that the address is that of the site itself, and that no cache or firewall answers in its place.',
    detail,
  })
}

/** The fields that a schema complains of, for messages. */
export const fieldsOf = (error: z.ZodError): string =>
  error.issues
    .slice(0, 5)
    .map((issue) => `${issue.path.join('.') || 'the whole'} (${issue.message})`)
    .join(', ')

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

// Warnings end with their own line; the data follows on the next.
const afterPrinted = (text: string): string =>
  text.slice(Math.max(text.lastIndexOf('\n['), text.lastIndexOf('\n{')) + 1)

function statedRefusal(response: HttpResponse): z.output<typeof refusal> | null {
  const stated = refusal.safeParse(parsed(response.text.replace(/^\uFEFF+/, '')))
  return stated.success ? stated.data : null
}

const plain = (html: string): string =>
  html
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')
    .replaceAll(/\s+/g, ' ')
    .trim()

type Detail = Readonly<Record<string, unknown>>

const throttled = ({ status, headers }: HttpResponse): TillbridgeError =>
  new TillbridgeError({
    kind: 'throttled',
    code: 'WOOCOMMERCE_THROTTLED',
    message: 'The host of the shop asks for fewer calls.',
    retryAfterSeconds: Number(headers['retry-after']) || 10,
    detail: { status },
  })

function keyRefused({ code, message }: z.output<typeof refusal>, detail: Detail): TillbridgeError {
  if (/does not have (?:read|write) permissions/.test(message)) {
    return new TillbridgeError({
      kind: 'rejected',
      code: 'WOOCOMMERCE_KEY_PERMISSION',
      message: `The key may not do this: ${message}`,
      remedy: 'Make a key for an administrator or shop manager, with read and write permission, and enter it here.',
      subject: 'woocommerce:key',
      detail,
    })
  }
  if (code === 'woocommerce_rest_authentication_error') {
    return new TillbridgeError({
      kind: 'unauthorized',
      code: 'WOOCOMMERCE_SECRET_WRONG',
      message: 'WooCommerce knows the consumer key, but the consumer secret is another one.',
      remedy: 'Enter the secret that was shown with this key, or make a new key in WooCommerce.',
      detail,
    })
  }
  return new TillbridgeError({
    kind: 'unauthorized',
    code: 'WOOCOMMERCE_KEY_UNKNOWN',
    message: 'WooCommerce sees no key that it knows: it was revoked or mistyped, or the host takes it away on the way.',
    remedy:
      'Check the consumer key. If it is right, let the connection send the keys in the address (setting sendKeys: query), and make sure that the address begins with https.',
    detail,
  })
}

const userRefused = ({ message }: z.output<typeof refusal>, effect: Effect, detail: Detail): TillbridgeError =>
  new TillbridgeError({
    kind: effect === 'read' ? 'unauthorized' : 'rejected',
    code: 'WOOCOMMERCE_USER_MAY_NOT',
    message: `The user that the key belongs to may not do this: ${plain(message)}`,
    remedy: 'Make a key for an administrator or shop manager, with read and write permission, and enter it here.',
    subject: 'woocommerce:key',
    detail,
  })

const noRoute = (detail: Detail): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'WOOCOMMERCE_NO_ROUTE',
    message: 'The site has no WooCommerce API at this address.',
    remedy: 'Check that WooCommerce is active and that the address is that of the shop, with its folder.',
    subject: 'woocommerce:route',
    detail,
  })

const outOfOrder = (status: number, effect: Effect, detail: Detail): TillbridgeError =>
  new TillbridgeError({
    kind: unanswered(effect),
    code: 'WOOCOMMERCE_OUT_OF_ORDER',
    message: `The shop is out of order for the moment (HTTP ${status}).`,
    remedy: 'If this goes on, look for a fatal error under WooCommerce, Status, Logs, or ask the host.',
    detail,
  })

function withoutCode(status: number, effect: Effect, detail: Detail): TillbridgeError {
  if (status >= 500 && status !== 501) return outOfOrder(status, effect, detail)
  if (status === 401) return keyRefused({ code: '', message: '' }, detail)
  if (status >= 300 && status < 400) return moved(detail)
  return new TillbridgeError({
    // Nothing reached WordPress, so that nothing was written either.
    kind: 'transient',
    code: 'WOOCOMMERCE_BLOCKED',
    message: `Something in front of the shop, such as a firewall, refused the call (HTTP ${status}).`,
    remedy: 'Ask the host, or whoever runs the firewall, to let the address of Tillbridge through to /wp-json/.',
    detail,
  })
}

const moved = (detail: Detail): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'WOOCOMMERCE_MOVED',
    message: 'The site sends calls on to another address.',
    remedy:
      'Enter the address that the browser shows for the shop, with or without www as it stands there. If it is that already, the permalinks are plain: choose others in WordPress, or set the connection to plain permalinks.',
    subject: 'woocommerce:address',
    detail,
  })
