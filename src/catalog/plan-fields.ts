import { type Field, isCustom, isSame, ruleOf, type Values } from './fields.ts'
import {
  type CommonOf,
  type FieldRule,
  type HeldField as HeldOf,
  type OwnedPlan,
  type OwnedPlanInput,
  planOwned,
} from './ownership.ts'
import type { ProductRules } from './rules.ts'
import { translated } from './words.ts'

export { confirmed } from './ownership.ts'

export type Common = CommonOf<Field>
export type HeldField = HeldOf<Field>
export type FieldPlan = OwnedPlan<Field>

export interface FieldPlanInput extends Omit<OwnedPlanInput<Field>, 'ownership'> {
  readonly rules: ProductRules
  readonly store: Values
  readonly target: Values
}

/** The smallest set of changes after which each field of a product has its owner's value on both sides. */
export const planFields = ({ rules, writable, ...input }: FieldPlanInput): FieldPlan =>
  planOwned({
    ...input,
    writable: {
      store: withCustom(writable.store, input.store),
      target: withCustom(writable.target, input.target),
    },
    ownership: {
      rules: rulesOf(rules, input.store),
      isSame,
      translated: (field, value, from) => translated(rules, field, value, from),
    },
  })

const rulesOf = (rules: ProductRules, told: Values): Readonly<Record<Field, FieldRule>> =>
  Object.fromEntries(Object.keys(told).map((field) => [field, ruleOf(rules, field as Field)])) as Record<
    Field,
    FieldRule
  >

/** A system that takes custom fields takes those that it tells. */
const withCustom = (writable: ReadonlySet<string>, told: Values): ReadonlySet<string> =>
  writable.has('customFields') ? new Set([...writable, ...Object.keys(told).filter(isCustom)]) : writable
