import type { Account, AccountAddress, AccountContact } from '#model/account'
import type { Context } from './context.ts'
import type { Source } from './source.ts'

/** A system whose customers and companies are read; keys of companies differ from those of persons (`company/…`). */
export type AccountSource<S> = Source<S, Account>

export type AccountChanges = Partial<
  Omit<
    Account,
    | 'externalId'
    | 'kind'
    | 'updatedAt'
    | 'createdAt'
    | 'addresses'
    | 'contacts'
    | 'locations'
    | 'contactOf'
    | 'mergedInto'
    | 'erased'
  >
> & {
  readonly addresses?: readonly NewAddress[]
  /** Of a company: who may order for it beside those that the system knows, each by an e-mail address of its own. */
  readonly contacts?: readonly Omit<AccountContact, 'externalId'>[]
  /** Of a company: places beside those that the system knows. */
  readonly locations?: readonly NewAddress[]
}

type NewAddress = Omit<AccountAddress, 'externalId'>

/** A system whose customers are written. Only the fields that are given are touched. */
export interface AccountTarget<S> {
  readonly fields: readonly (keyof AccountChanges)[]
  /** By our reference, then by a strong key: e-mail address of a person, VAT number or own number of a company. Never by name or phone. */
  find(context: Context<S>, account: Account, reference: string): Promise<Account | null>
  /** @throws {TillbridgeError} `conflict` when somebody made it at the same time: find again. */
  create(context: Context<S>, account: NewAccount, reference: string): Promise<Account>
  update(context: Context<S>, externalId: string, changes: AccountChanges): Promise<void>
  /** Removes what names a person, and keeps what the law wants kept. Absent = a person has to do it. */
  erase?(context: Context<S>, externalId: string): Promise<void>
}

export type NewAccount = Omit<Account, 'externalId' | 'updatedAt' | 'createdAt' | 'locations'>
