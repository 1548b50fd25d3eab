import type { ErpDocument } from '#sandboxes/proof/erp-facts'

export interface Person {
  readonly name: string
  readonly phone: string | null
  readonly vatNumber: string | null
}

/** What people in the ERP see and do of its customers. */
export interface ErpPeople {
  /** Enters a customer by hand, without a mailbox; answers its id. */
  enter(person: Person): string
  /** Changes a customer by hand. */
  amend(id: string, person: Partial<Person>): void
  person(id: string): Person
  /** Ids of the customers with a mailbox, however it is spelt. */
  having(email: string): readonly string[]
  /** Whom an order, invoice or payment is for. */
  customerOf(document: ErpDocument): string
}
