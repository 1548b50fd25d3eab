import { z } from 'zod'
import { policiesSchema } from '#books/policies'
import type { RecordKind } from '#contract/webhooks'
import { rulesSchema } from '#engine/rules'
import { isTimeZone } from '#lib/time-zone'
import { mappingsSchema } from '#mapping/mappings'
import type { FlowName } from '#model/flows'
import { alertName, alertSchema, type AlertSettings } from './alert-schema.ts'
import { scheduleProblem } from './schedule.ts'

/** The flows that exist, with the kind of record that each one moves, and the connection that it mostly writes to. */
export const FLOW_KINDS = {
  orders: { record: 'order', runsOn: 'target' },
  payouts: { record: 'payout', runsOn: 'target' },
  inventory: { record: 'stock', runsOn: 'store' },
  products: { record: 'product', runsOn: 'store' },
  'price-lists': { record: 'price', runsOn: 'store' },
  customers: { record: 'account', runsOn: 'store' },
  fulfillments: { record: 'shipment', runsOn: 'store' },
} as const satisfies Record<FlowName, { record: RecordKind; runsOn: 'store' | 'target' }>

const key = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,39}$/, 'must start with a letter and use only a-z, 0-9 and "-", at most 40 characters')

const schedule = z.string().superRefine((text, context) => {
  const problem = scheduleProblem(text)
  if (problem !== null) context.addIssue({ code: 'custom', message: `"${text}" is no schedule: it ${problem}` })
})

const timeZone = z.string().refine(isTimeZone, 'must be a time zone such as Europe/Stockholm')

export const connectionSchema = z.strictObject({
  connector: z.string().describe('The kind of system: the id of a connector.'),
  settings: z
    .record(z.string(), z.unknown())
    .default({})
    .describe('The account and its credentials. `${NAME}` is filled from the environment.'),
  slots: z
    .int()
    .min(1)
    .max(64)
    .optional()
    .describe('How many transfers may run at once. Left out: what the connector advises.'),
})

const flowSchema = z.strictObject({
  enabled: z.boolean().default(true).describe('Whether changed records are taken at all.'),
  schedule: schedule
    .default('*/5 * * * *')
    .describe('When the store is searched for changes that no webhook told of: five cron fields.'),
  timeZone: timeZone
    .optional()
    .describe(
      'The IANA zone in which the schedule and the days of reports are meant. Left out: the zone of the store.',
    ),
})

const payoutsFlowSchema = flowSchema.extend({
  enabled: z.boolean().default(false).describe('Whether payouts are taken at all.'),
  schedule: schedule
    .default('37 * * * *')
    .describe('When the providers are searched for payouts that are new or have moved on: five cron fields.'),
})

/** A flow that is left out of the configuration until somebody wants it. */
const optionalFlow = (usual: string, searched: string) =>
  flowSchema.extend({
    enabled: z.boolean().default(false).describe('Whether changed records are taken at all.'),
    schedule: schedule.default(usual).describe(`When ${searched}: five cron fields.`),
  })

const flowsSchema = z.strictObject({
  orders: flowSchema.prefault({}).describe('Orders with everything about them.'),
  payouts: payoutsFlowSchema
    .prefault({})
    .describe('What payment providers pay out, with fees, disputes and all else it consists of.'),
  inventory: optionalFlow('* * * * *', 'the target is searched for stock that moved without a word')
    .prefault({})
    .describe('How many of each product the store may sell, by what the target has.'),
  products: optionalFlow('*/15 * * * *', 'both sides are searched for products that changed without a word')
    .prefault({})
    .describe('Products and their variants, each field from the side that owns it.'),
  'price-lists': optionalFlow('*/15 * * * *', 'the target is searched for prices that changed without a word')
    .prefault({})
    .describe('Prices of the target in the store.'),
  customers: optionalFlow('*/15 * * * *', 'both sides are searched for customers that changed without a word')
    .prefault({})
    .describe('Customers and companies, each field from the side that owns it.'),
  fulfillments: optionalFlow('*/5 * * * *', 'the target is searched for deliveries that it did not tell of')
    .prefault({})
    .describe('What the target delivered is told to the store, with its parcels.'),
})

export const integrationSchema = z.strictObject({
  name: z.string().trim().min(1).optional().describe('What people call it. Left out: its key.'),
  store: key.describe('The key of the connection that is read.'),
  target: key.describe('The key of the connection that is written to.'),
  payments: z
    .array(key)
    .default([])
    .describe(
      'The keys of the connections whose payouts are booked. Left out: those of the store, where it pays out itself. A connection serves one integration.',
    ),
  live: z
    .boolean()
    .default(false)
    .describe('`false`: orders are collected and can be previewed, and nothing is written to the target.'),
  flows: flowsSchema.prefault({}).describe('Which kinds of record move.'),
  policies: policiesSchema.prefault({}).describe('What the books should look like.'),
  mappings: mappingsSchema.prefault({}).describe("The store's values in the target's codes."),
  rules: rulesSchema.prefault({}).describe('How the flows beside the books work, by the name of the flow.'),
})

export const configurationSchema = z.strictObject({
  version: z.literal(1).describe('Version of this format.'),
  connections: z.record(key, connectionSchema).default({}).describe('Accounts, by a key of your choice.'),
  integrations: z
    .record(key, integrationSchema)
    .default({})
    .describe(
      'Stores joined with targets, by a key of your choice. The key stands in every document that is written: it cannot be changed later.',
    ),
  alerts: z
    .record(alertName, alertSchema)
    .default({})
    .describe(
      'Who is told when something needs attention, by the name of the channel. What is left out stays as it is.',
    ),
})

export type ConfigurationFile = z.output<typeof configurationSchema>
export type IntegrationSettings = z.output<typeof integrationSchema>

/** A connection whose settings its connector has accepted. */
export interface ConnectionSettings {
  readonly connector: string
  /** As the connector's schema gives them, secrets included. */
  readonly settings: Readonly<Record<string, unknown>>
  readonly secretNames: readonly string[]
  readonly slots: number
}

/** A whole configuration that is known to be valid. */
export interface Configuration {
  readonly connections: Readonly<Record<string, ConnectionSettings>>
  readonly integrations: Readonly<Record<string, IntegrationSettings>>
  /** Channels by name; absent = they are not what it is about. */
  readonly alerts?: Readonly<Record<string, AlertSettings>>
}
