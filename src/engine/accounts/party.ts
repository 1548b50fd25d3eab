import type { Policies } from '#books/policies'
import type { Account } from '#model/account'
import { normalEmail } from '#model/customer'
import type { Party } from '#model/documents'

const COMPANY = 'company/'

type Matching = Policies['customer']

/**
 * Keys as orders of this account have them (`#books/party`), in their order: the first is what the target's customer is made under,
 * so that an order and this flow at the same moment make one.
 */
function ownKeys({ kind, externalId, email }: Account, matching: Matching): [string, ...string[]] {
  // The mailbox of a company is a colleague's: it must not lead to that person's own customer.
  if (kind === 'company') return [`company:${externalId.replace(COMPANY, '')}`]
  const mailbox = normalEmail(email)
  // Otherwise accounts with one mailbox stay apart.
  return matching === 'match-email' && mailbox !== null
    ? [`email:${mailbox}`, `customer:${externalId}`]
    : [`customer:${externalId}`]
}

/** The same as the table of parties holds them: a store's own ids mean something in that store alone. */
export function partyKeys(account: Account, storeConnectionId: string, matching: Matching): [string, ...string[]] {
  const scoped = (key: string): string => (key.startsWith('email:') ? key : `${storeConnectionId}:${key}`)
  const [first, ...others] = ownKeys(account, matching)
  return [scoped(first), ...others.map(scoped)]
}

/** An account of the store as an order would name its buyer. */
export function partyOfAccount(account: Account, matching: Matching): Party {
  const email = normalEmail(account.email)
  const [main] = account.addresses
  const isCompany = account.kind === 'company'
  const { firstName = null, lastName = null, phone = null, taxExempt = false } = account
  return {
    kind: account.kind,
    keys: ownKeys(account, matching),
    name: account.name,
    customer: isCompany ? null : { externalId: account.externalId, firstName, lastName, email, phone, taxExempt },
    company: isCompany
      ? {
          externalId: account.externalId.replace(COMPANY, ''),
          name: account.name,
          customerNumber: account.number ?? null,
          locationExternalId: null,
          locationName: null,
          vatNumber: account.vatNumber ?? null,
        }
      : null,
    email,
    phone,
    billingAddress: main?.address ?? null,
    shippingAddress: null,
  }
}
