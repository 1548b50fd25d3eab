import type { Clock } from '#lib/clock'
import { type ChangeIndex, createChangeIndex } from './change-index.ts'
import type { CustomerState } from './people-state.ts'

/** What finds customers and companies quickly. */
export interface PeopleIndex {
  readonly customerByPhone: Map<string, CustomerState>
  readonly changedCustomers: ChangeIndex
  /** `namespace.key` of customer fields of type `id`, by which `customId` finds them. */
  readonly customIds: Set<string>
  /** How each merge of customers ended, by job. */
  readonly merges: Map<string, { readonly keptId: number }>
}

export const createPeopleIndex = (clock: Clock, lagMs: number): PeopleIndex => ({
  customerByPhone: new Map(),
  changedCustomers: createChangeIndex(clock, lagMs),
  customIds: new Set(),
  merges: new Map(),
})
