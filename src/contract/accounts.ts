import type { Account } from '#model/account'
import type { Context } from './context.ts'
import type { Source } from './source.ts'

/** A system whose customers and companies are read; keys of companies differ from those of persons (`company/…`). */
export type AccountSource<S> = Source<S, Account>

export type AccountChanges = Partial<
  Omit<Account, 'externalId' | 'kind' | 'updatedAt' | 'createdAt' | 'addresses' | 'mergedInto' | 'erased'>
> & { readonly addresses?: readonly Omit<Account['addresses'][number], 'externalId'>[] }

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

export type NewAccount = Omit<Account, 'externalId' | 'updatedAt' | 'createdAt'>
