import { z } from 'zod'
import { TillbridgeError } from '#lib/errors'
import { contentHash } from '#lib/hash'
import type { DeliveryHead, SignedPart, SubscriptionFinding, WebhookEvent, Webhooks } from '#contract/webhooks'
import { type AdyenContext, numberOf } from './client.ts'
import { keyOf } from './map.ts'
import { type AdyenSettings, isLive } from './settings.ts'

const text = z.string().default('')

const item = z.object({
  pspReference: z.string().min(1),
  originalReference: text,
  merchantAccountCode: z.string().min(1),
  merchantReference: text,
  amount: z.object({ value: z.int(), currency: z.string() }),
  eventCode: z.string().min(1),
  eventDate: text,
  success: z.string(),
  additionalData: z.looseObject({ hmacSignature: text }).default({ hmacSignature: '' }),
})
type Item = z.output<typeof item>

const notification = z.object({
  live: z.string(),
  notificationItems: z
    .array(z.object({ NotificationRequestItem: item }).transform((one) => one.NotificationRequestItem))
    .min(1)
    .max(100),
})

const REPORT = 'REPORT_AVAILABLE'

export const webhooks: Webhooks<AdyenSettings> = {
  signature: { scheme: 'hmac', digest: 'sha256', headers: [], encoding: 'base64', key: 'hex', inBody },
  secrets: ({ hmacKey, previousHmacKey }) => [hmacKey, previousHmacKey].filter((key) => key !== undefined),
  login: ({ webhookUser: username, webhookPassword: password }) =>
    username === undefined || password === undefined ? null : { username, password },
  // Older set-ups wait for these very words, and send again without them.
  accepted: '[accepted]',
  head,
  isOwn: (settings, { account }) => account === `${settings.merchantAccount}:${isLive(settings)}`,
  parse,
  subscribe,
}

/** Each item is signed by itself, over its values in Adyen's order, joined as they are. `reason` and `eventDate` are not signed. */
function inBody(body: string): SignedPart[] {
  const found = notification.safeParse(jsonOf(body))
  return (found.data?.notificationItems ?? []).map((one) => ({
    signed: [
      one.pspReference,
      one.originalReference,
      one.merchantAccountCode,
      one.merchantReference,
      String(one.amount.value),
      one.amount.currency,
      one.eventCode,
      one.success,
    ].join(':'),
    signature: one.additionalData.hmacSignature,
  }))
}

function jsonOf(body: string): unknown {
  try {
    return JSON.parse(body) as unknown
  } catch {
    // Not a notification; the caller refuses it.
    return null
  }
}

/** The item that matters most here: that of a report, where there are several. */
const chosen = (items: readonly Item[]): Item | undefined => items.find((one) => batchIn(one) !== null) ?? items[0]

const batchIn = (one: Item): number | null =>
  one.eventCode === REPORT && one.success === 'true' ? numberOf(one.pspReference) : null

function head(_headers: Readonly<Record<string, string>>, body = ''): DeliveryHead | null {
  const found = notification.safeParse(jsonOf(body)).data
  const one = found === undefined ? undefined : chosen(found.notificationItems)
  if (found === undefined || one === undefined) return null
  const accounts = new Set(found.notificationItems.map(({ merchantAccountCode }) => merchantAccountCode))
  const names = found.notificationItems.map((each) => [each.eventCode, each.pspReference, each.success, each.eventDate])
  return {
    topic: one.eventCode,
    // A report that is made anew has the same name and another date.
    dedupeKey: contentHash(names),
    account: accounts.size === 1 ? `${one.merchantAccountCode}:${found.live}` : null,
  }
}

function parse(topic: string, body: unknown): WebhookEvent {
  const found = notification.safeParse(body)
  if (!found.success) throw unreadableEvent(topic)
  const one = chosen(found.data.notificationItems)
  const number = one === undefined ? null : batchIn(one)
  if (one === undefined || number === null) return { kind: 'ignored' }
  return {
    kind: 'record-changed',
    record: 'payout',
    key: keyOf({ merchantAccount: one.merchantAccountCode }, { number, currency: null }),
    name: `Batch ${number}`,
    // The report is read: what it says of its time stands in its rows.
    updatedAt: null,
    createdAt: null,
    wholeRecord: false,
  }
}

const unreadableEvent = (topic: string): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'ADYEN_EVENT_UNREADABLE',
    message: `The body is not a notification "${topic}" of Adyen.`,
  })

/**
 * Adyen shows the HMAC key of a webhook once, to whoever makes it, and the credential for reports may not look at webhooks: a person makes
 * it, and that the key is in the connection is all that can be seen from here.
 */
async function subscribe(
  { settings }: AdyenContext,
  { url }: { readonly url: string },
): Promise<readonly SubscriptionFinding[]> {
  if (settings.hmacKey !== undefined) return [{ topic: REPORT, state: 'present' }]
  const message = `Add a standard webhook for ${url} in the Customer Area (Developers → Webhooks) with the event REPORT_AVAILABLE, and put its HMAC key into the connection as hmacKey. Until then payouts are found by looking.`
  return [{ topic: REPORT, state: 'failed', message }]
}
