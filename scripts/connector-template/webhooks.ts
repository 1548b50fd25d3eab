import type { Webhooks } from 'tillbridge/contract'
import { notWritten } from './client.ts'
import type { NewSystemSettings } from './settings.ts'

/** Leave this part away when the system sends none: sweeps find everything, only later. */
export const webhooks: Webhooks<NewSystemSettings> = {
  signature: { scheme: 'hmac', digest: 'sha256', headers: ['x-new-system-signature'], encoding: 'hex' },
  secrets: ({ webhookSecret }) => (webhookSecret === undefined ? [] : [webhookSecret]),
  head: () => null,
  isOwn: () => false,
  parse: () => {
    throw notWritten('what a delivery tells')
  },
  subscribe: () => Promise.reject(notWritten('subscribing, and mending what points elsewhere')),
}
