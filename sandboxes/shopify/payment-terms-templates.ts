import type { View } from './connections.ts'
import { gid } from './ids.ts'
import type { NumericId } from './state.ts'

interface Template {
  readonly id: NumericId
  readonly name: string
  readonly type: 'RECEIPT' | 'FULFILLMENT' | 'NET' | 'FIXED'
  readonly dueInDays: number | null
}

const net = (id: number, days: number): Template => ({ id, name: `Net ${days}`, type: 'NET', dueInDays: days })

// Numbers and order as recorded: they are the same in every shop.
const TEMPLATES: readonly Template[] = [
  { id: 1, name: 'Due on receipt', type: 'RECEIPT', dueInDays: null },
  { id: 9, name: 'Due on fulfillment', type: 'FULFILLMENT', dueInDays: null },
  net(2, 7),
  net(3, 15),
  net(4, 30),
  net(8, 45),
  net(5, 60),
  net(6, 90),
  { id: 7, name: 'Fixed', type: 'FIXED', dueInDays: null },
]

export const templateOf = (id: NumericId | null): Template | undefined => TEMPLATES.find((entry) => entry.id === id)

export const templateViews = (type: string | null | undefined): View[] =>
  TEMPLATES.filter((entry) => type == null || entry.type === type).map(templateView)

export const templateView = ({ id, name, type, dueInDays }: Template): View => ({
  __typename: 'PaymentTermsTemplate',
  id: gid('PaymentTermsTemplate', id),
  name,
  description: dueInDays === null ? name : `Within ${dueInDays} days`,
  dueInDays,
  paymentTermsType: type,
  translatedName: name,
})
