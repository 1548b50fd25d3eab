import type { Account } from '#model/account'
import { normalEmail } from '#model/customer'
import type { Party } from '#model/documents'
import type { NewAccount } from './accounts.ts'

/** An account as an order would name its buyer, for targets that keep both as the same customers. `reference`: ours of the account. */
export function partyOfAccount(account: Account | NewAccount, reference: string): Party {
  const isCompany = account.kind === 'company'
  const email = normalEmail(account.email)
  const [main] = account.addresses
  const { firstName = null, lastName = null, phone = null, number = null, vatNumber = null } = account
  const { taxExempt = false } = account
  return {
    kind: account.kind,
    keys: isCompany || email === null ? [reference] : [reference, `email:${email}`],
    name: account.name,
    customer: isCompany ? null : { externalId: null, firstName, lastName, email, phone, taxExempt },
    company: isCompany
      ? {
          externalId: reference,
          name: account.name,
          customerNumber: number,
          locationExternalId: null,
          locationName: null,
          vatNumber,
        }
      : null,
    email,
    phone,
    billingAddress: main?.address ?? null,
    shippingAddress: null,
  }
}
