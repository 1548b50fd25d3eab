import { z } from 'zod'
import type { AccountSource } from '#contract/accounts'
import type { Change } from '#contract/source'
import { TillbridgeError } from '#lib/errors'
import type { Account } from '#model/account'
import { normalEmail } from '#model/customer'
import { accountOf, customer, isStaff, nameOf, stampOf, type WooCustomer } from './accounts-map.ts'
import { changeOf, type Range } from './changed-rows.ts'
import { fetchIfThere, fetchOne, pagesOf, type WooContext } from './client.ts'
import type { WooSettings } from './settings.ts'

export const CUSTOMERS = '/wc/v3/customers'

/** Registered customers; guests exist in orders alone. Source: README.md, "Customers". */
export const accounts: AccountSource<WooSettings> = { changes, get, parse, findByName }

const listed = customer.pick({
  id: true,
  date_created_gmt: true,
  date_modified_gmt: true,
  first_name: true,
  last_name: true,
  username: true,
  role: true,
  billing: true,
})
const FIELDS = Object.keys(listed.shape).join(',')

/** WooCommerce cannot be asked which customers changed: all are looked through, a hundred in a call. */
async function* changes(context: WooContext, { since, until }: Range): AsyncGenerator<readonly Change[]> {
  const query = { role: 'all', orderby: 'id', order: 'asc', _fields: FIELDS }
  const found: Change[] = []
  for await (const { rows } of pagesOf(context, CUSTOMERS, z.array(listed), query)) {
    for (const row of rows) {
      const at = new Date(stampOf(row)).getTime()
      // Stamps are whole seconds: the one in which the range begins belongs to it.
      const isWithin = at >= Math.floor(since.getTime() / 1000) * 1000 && at < until.getTime()
      if (isWithin && !isStaff(row.role)) found.push(changeOf(row.id, nameOf(row), stampOf(row), row.date_created_gmt))
    }
  }
  if (found.length > 0) yield found.toSorted((a, b) => a.updatedAt.localeCompare(b.updatedAt))
}

async function get(context: WooContext, key: string): Promise<Account | null> {
  const source = await fetchCustomer(context, key)
  return source === null || isStaff(source.role) ? null : accountOf(source, context.settings)
}

export const fetchCustomer = (context: WooContext, key: string): Promise<WooCustomer | null> =>
  fetchIfThere(context, `${CUSTOMERS}/${key}`, customer)

/** Each mailbox has one account at most; WooCommerce compares without regard to case. */
export async function customerByEmail(context: WooContext, email: string): Promise<WooCustomer | null> {
  const found = await fetchOne(context, CUSTOMERS, z.array(customer), { email, role: 'all' })
  return found.find((one) => normalEmail(one.email) === normalEmail(email) && !isStaff(one.role)) ?? null
}

async function findByName(context: WooContext, name: string): Promise<string | null> {
  const email = normalEmail(name)
  return email === null ? null : ((await customerByEmail(context, email))?.id ?? null)
}

function parse(settings: WooSettings, payload: unknown): Account {
  const parsed = customer.safeParse(payload)
  if (parsed.success) return accountOf(parsed.data, settings)
  throw new TillbridgeError({
    kind: 'rejected',
    code: 'WOOCOMMERCE_PAYLOAD_UNREADABLE',
    message: 'This is not a customer as WooCommerce shows it.',
    remedy: 'Check that the payload is a customer as WooCommerce sends it.',
    cause: parsed.error,
  })
}
