import { type Field, isSame, type Values } from './fields.ts'
import { type CommonOf, type HeldField as HeldOf, type OwnedPlan, type OwnedPlanInput, planOwned } from './ownership.ts'
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
export const planFields = ({ rules, ...input }: FieldPlanInput): FieldPlan =>
  planOwned({
    ...input,
    ownership: {
      rules: rules.fields,
      isSame,
      translated: (field, value, from) => translated(rules, field, value, from),
    },
  })
