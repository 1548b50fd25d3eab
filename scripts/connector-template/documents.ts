import type { Capabilities, DocumentTarget } from 'tillbridge/contract'
import { notWritten } from './client.ts'
import type { NewSystemSettings } from './settings.ts'

/** What the system can hold. The planner works round what is missing, or refuses with the reason: say no more than is true. */
export const capabilities: Capabilities = {
  kinds: ['sales-order'],
  cancels: [],
  closesOrders: false,
  credits: { perInvoice: 'one', partial: false, withoutInvoice: false },
  negativeRows: false,
  negativeInvoices: false,
  maximumRows: null,
  backDating: false,
  offsets: 'itself',
}

export const documents: DocumentTarget<NewSystemSettings> = {
  capabilities,
  find: () => Promise.reject(notWritten('finding a document by our reference, cancelled ones too')),
  create: () => Promise.reject(notWritten('writing and issuing a document with our reference in it')),
  cancel: () => Promise.reject(notWritten('taking a document back')),
}
