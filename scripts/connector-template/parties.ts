import type { PartyTarget } from 'tillbridge/contract'
import { notWritten } from './client.ts'
import type { NewSystemSettings } from './settings.ts'

/** Customers: found by our reference or by a strong key before one is made. */
export const parties: PartyTarget<NewSystemSettings> = {
  find: () => Promise.reject(notWritten('finding a customer')),
  create: () => Promise.reject(notWritten('making a customer')),
  completeAddresses: () => Promise.reject(notWritten('adding addresses that a customer lacks')),
}
