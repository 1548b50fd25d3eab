import type { z } from 'zod'
import type { WebhookEvent } from '#contract/webhooks'
import { customer, isStaff } from './accounts-map.ts'

export const CUSTOMER_TOPICS = ['customer.created', 'customer.updated', 'customer.deleted'] as const

/** "Deleted" tells the id alone. */
export const customerBody = customer.pick({ id: true, role: true, date_created_gmt: true, date_modified_gmt: true })

export const customerChanged = (body: z.output<typeof customerBody>): WebhookEvent =>
  isStaff(body.role)
    ? { kind: 'ignored' }
    : {
        kind: 'record-changed',
        record: 'account',
        key: body.id,
        name: null,
        updatedAt: body.date_modified_gmt ?? null,
        createdAt: body.date_created_gmt ?? null,
        wholeRecord: false,
      }
