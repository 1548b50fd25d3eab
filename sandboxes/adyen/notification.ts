import { createHmac } from 'node:crypto'
import { fileOf } from './report.ts'
import type { Merchant } from './state.ts'

export interface Item {
  readonly eventCode: string
  readonly pspReference: string
  readonly originalReference: string
  readonly merchantReference: string
  readonly amount: { readonly currency: string; readonly value: number }
  readonly paymentMethod?: string
  readonly reason: string
  /** Default now. */
  readonly eventDate?: string
}

/** That a report can be fetched: its name is the reference, its address the reason. */
export const reportItem = (merchant: Merchant, number: number): Item => ({
  eventCode: 'REPORT_AVAILABLE',
  pspReference: fileOf(number),
  originalReference: '',
  merchantReference: '',
  amount: { currency: merchant.currency, value: 0 },
  reason: `https://ca-${merchant.live ? 'live' : 'test'}.adyen.com/reports/download/MerchantAccount/${merchant.account}/${fileOf(number)}`,
  // The second in which a batch closes stands in its rows: the words are the same however often they are sent.
  eventDate: (merchant.batches[number - 1]?.entries.at(-1)?.at ?? merchant.clock.now()).toISOString(),
})

/** The body of a notification with one item, signed with the key's bytes. */
export function notificationBody(merchant: Merchant, item: Item, hmacKey: string): string {
  const { eventDate = merchant.clock.now().toISOString(), ...others } = item
  const { pspReference, originalReference, merchantReference, amount, eventCode } = item
  const signed = [
    pspReference,
    originalReference,
    merchant.account,
    merchantReference,
    amount.value,
    amount.currency,
    eventCode,
    'true',
  ].join(':')
  const hmacSignature = createHmac('sha256', Buffer.from(hmacKey, 'hex')).update(signed).digest('base64')
  return JSON.stringify({
    live: String(merchant.live),
    notificationItems: [
      {
        NotificationRequestItem: {
          additionalData: { hmacSignature },
          ...others,
          eventDate,
          merchantAccountCode: merchant.account,
          success: 'true',
        },
      },
    ],
  })
}
