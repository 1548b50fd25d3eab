import type { Account } from '#model/account'
import { normalEmail } from '#model/customer'
import type { Party } from '#model/documents'

const COMPANY = 'company/'

/** Keys as orders of this account have them (`#books/party`), best first. */
function ownKeys({ kind, externalId, email }: Account): [string, ...string[]] {
  // The mailbox of a company is a colleague's: it must not lead to that person's own customer.
  if (kind === 'company') return [`company:${externalId.replace(COMPANY, '')}`]
  const mailbox = normalEmail(email)
  return [`customer:${externalId}`, ...(mailbox === null ? [] : [`email:${mailbox}`])]
}

/** The same as the table of parties holds them: a store's own ids mean something in that store alone. */
export function partyKeys(account: Account, storeConnectionId: string): [string, ...string[]] {
  const [first, ...others] = ownKeys(account).map((key) =>
    key.startsWith('email:') ? key : `${storeConnectionId}:${key}`,
  )
  return [first ?? `${storeConnectionId}:customer:${account.externalId}`, ...others]
}

/** An account of the store as an order would name its buyer. */
export function partyOfAccount(account: Account): Party {
  const email = normalEmail(account.email)
  const [main] = account.addresses
  const isCompany = account.kind === 'company'
  const { firstName = null, lastName = null, phone = null, taxExempt = false } = account
  return {
    kind: account.kind,
    keys: ownKeys(account),
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
