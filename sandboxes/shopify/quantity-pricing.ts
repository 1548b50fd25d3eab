import { decimal } from '#lib/decimal'
import type { VariantState } from './catalog-state.ts'
import { variantView } from './catalog-view.ts'
import type { View } from './connections.ts'
import { addPrices, deletePrices, findList, findVariant, type PriceInput } from './fixed-prices.ts'
import { numericId } from './ids.ts'
import { checkSize } from './inventory-checks.ts'
import { catalogOf, isLocked } from './price-lists.ts'
import type { PriceBreakState, PriceListState, QuantityRuleState } from './price-state.ts'
import type { Shop } from './shop.ts'
import type { NumericId } from './state.ts'
import { type UserError, userError } from './user-errors.ts'

interface BreakInput {
  readonly variantId: string
  readonly minimumQuantity: number
  readonly price: { readonly amount: string; readonly currencyCode: string }
}

interface RuleInput extends QuantityRuleState {
  readonly variantId: string
}

interface Input {
  readonly pricesToAdd: readonly PriceInput[]
  readonly pricesToDeleteByVariantId: readonly string[]
  readonly quantityPriceBreaksToAdd: readonly BreakInput[]
  readonly quantityPriceBreaksToDelete: readonly string[]
  readonly quantityPriceBreaksToDeleteByVariantId?: readonly string[] | null
  readonly quantityRulesToAdd: readonly RuleInput[]
  readonly quantityRulesToDeleteByVariantId: readonly string[]
}

const MOST_BREAKS = 10

// Texts as the contract describes the codes.
const MESSAGES = {
  GENERIC_ERROR: 'Something went wrong when trying to update quantity pricing. Please try again later.',
  PRICE_LIST_NOT_FOUND: 'Price List does not exist.',
  PRICE_ADD_CURRENCY_MISMATCH: 'Price list and fixed price currency mismatch.',
  PRICE_ADD_DUPLICATE_INPUT_FOR_VARIANT: 'Prices to add inputs must be unique by variant id.',
  PRICE_ADD_VARIANT_NOT_FOUND: "Fixed price's variant not found.",
  PRICE_DELETE_PRICE_NOT_FIXED: 'Price is not fixed.',
  PRICE_DELETE_VARIANT_NOT_FOUND: "Fixed price's variant not found.",
  QUANTITY_PRICE_BREAK_ADD_CURRENCY_MISMATCH: 'Price list and quantity price break currency mismatch.',
  QUANTITY_PRICE_BREAK_ADD_DUPLICATE_INPUT_FOR_VARIANT_AND_MIN:
    'Quantity price breaks to add inputs must be unique by variant id and minimum quantity.',
  QUANTITY_PRICE_BREAK_ADD_LIMIT_EXCEEDED: 'Exceeded the allowed number of quantity price breaks per variant.',
  QUANTITY_PRICE_BREAK_ADD_MIN_HIGHER_THAN_QUANTITY_RULES_MAX:
    'Quantity price break miniumum is higher than the quantity rule maximum.',
  QUANTITY_PRICE_BREAK_ADD_MIN_LOWER_THAN_QUANTITY_RULES_MIN:
    'Quantity price break miniumum is less than the quantity rule minimum.',
  QUANTITY_PRICE_BREAK_ADD_MIN_NOT_A_MULTIPLE_OF_QUANTITY_RULES_INCREMENT:
    'Quantity price break miniumum is not multiple of the quantity rule increment.',
  QUANTITY_PRICE_BREAK_ADD_PRICE_LIST_PRICE_NOT_FOUND: "Quantity price break's fixed price not found.",
  QUANTITY_PRICE_BREAK_ADD_VARIANT_NOT_FOUND: 'Quantity price break variant not found.',
  QUANTITY_PRICE_BREAK_DELETE_BY_VARIANT_ID_VARIANT_NOT_FOUND: 'Variant to delete by is not found.',
  QUANTITY_PRICE_BREAK_DELETE_NOT_FOUND: 'Quantity price break not found.',
  QUANTITY_RULE_ADD_CATALOG_CONTEXT_NOT_SUPPORTED: 'Quantity rule catalog context not supported.',
  QUANTITY_RULE_ADD_DUPLICATE_INPUT_FOR_VARIANT: 'Quantity rules to add inputs must be unique by variant id.',
  QUANTITY_RULE_ADD_INCREMENT_IS_GREATER_THAN_MINIMUM: 'Quantity rule increment is greater than minimum.',
  QUANTITY_RULE_ADD_INCREMENT_IS_LESS_THAN_ONE: 'Quantity rule increment is less than one.',
  QUANTITY_RULE_ADD_MAXIMUM_IS_LESS_THAN_ONE: 'Quantity rule maximum is less than one.',
  QUANTITY_RULE_ADD_MAXIMUM_NOT_A_MULTIPLE_OF_INCREMENT: 'Quantity rule maximum is not a multiple of increment.',
  QUANTITY_RULE_ADD_MAX_LOWER_THAN_QUANTITY_PRICE_BREAK_MIN:
    'Quantity rule maximum is less than the quantity price break minimum.',
  QUANTITY_RULE_ADD_MINIMUM_GREATER_THAN_MAXIMUM: 'Quantity rule minimum is greater than maximum.',
  QUANTITY_RULE_ADD_MINIMUM_IS_LESS_THAN_ONE: 'Quantity rule minimum is less than one.',
  QUANTITY_RULE_ADD_MINIMUM_NOT_A_MULTIPLE_OF_INCREMENT: 'Quantity rule minimum is not a multiple of increment.',
  QUANTITY_RULE_ADD_MIN_HIGHER_THAN_QUANTITY_PRICE_BREAK_MIN:
    'Quantity rule minimum is higher than the quantity price break minimum.',
  QUANTITY_RULE_ADD_VARIANT_NOT_FOUND: 'Quantity rule variant not found.',
  QUANTITY_RULE_DELETE_RULE_NOT_FOUND: 'Quantity rule not found.',
  QUANTITY_RULE_DELETE_VARIANT_NOT_FOUND: 'Quantity rule variant not found.',
} as const

type Code = keyof typeof MESSAGES
type Problem = readonly [field: keyof Input, index: number, code: Code]

/** Prices, breaks and rules in one: everything takes place, or nothing. */
export function quantityPricingMutation(shop: Shop): View {
  return {
    quantityPricingByVariantUpdate: ({ priceListId, input }: { priceListId: string; input: Input }) => {
      for (const [field, rows] of Object.entries(input)) {
        if (Array.isArray(rows)) checkSize(rows as unknown[], ['quantityPricingByVariantUpdate', 'input', field])
      }
      const refused = (field: readonly string[], code: Code): View => ({
        productVariants: null,
        userErrors: [userError(field, MESSAGES[code], code)],
      })
      const list = findList(shop, priceListId)
      if (list === undefined) return refused(['priceListId'], 'PRICE_LIST_NOT_FOUND')
      if (isLocked(list)) return refused(['priceListId'], 'GENERIC_ERROR')
      const problems = [...deleteProblems(shop, list, input), ...addProblems(shop, list, input)]
      if (problems.length > 0) return { productVariants: null, userErrors: problems.map(errorOf) }
      const after = draftOf(shop, list, input)
      const conflicts = [...breakConflicts(shop, after, input), ...ruleConflicts(shop, after, input)]
      if (conflicts.length > 0) return { productVariants: null, userErrors: conflicts.map(errorOf) }
      Object.assign(list, { fixed: after.fixed, breaks: after.breaks, rules: after.rules })
      return { productVariants: touched(shop, input).map((variant) => variantView(shop, variant)), userErrors: [] }
    },
  }
}

const errorOf = ([field, index, code]: Problem): UserError =>
  userError(['input', field, String(index)], MESSAGES[code], code)

function* deleteProblems(shop: Shop, list: PriceListState, input: Input): Generator<Problem> {
  for (const [index, id] of input.pricesToDeleteByVariantId.entries()) {
    const variant = findVariant(shop, id)
    if (variant === undefined) yield ['pricesToDeleteByVariantId', index, 'PRICE_DELETE_VARIANT_NOT_FOUND']
    else if (!list.fixed.has(variant.id)) yield ['pricesToDeleteByVariantId', index, 'PRICE_DELETE_PRICE_NOT_FIXED']
  }
  const known = new Set([...list.breaks.values()].flat().map(({ id }) => id))
  for (const [index, id] of input.quantityPriceBreaksToDelete.entries()) {
    if (!known.has(numericId(id, 'QuantityPriceBreak') ?? -1)) {
      yield ['quantityPriceBreaksToDelete', index, 'QUANTITY_PRICE_BREAK_DELETE_NOT_FOUND']
    }
  }
  for (const [index, id] of (input.quantityPriceBreaksToDeleteByVariantId ?? []).entries()) {
    if (findVariant(shop, id) === undefined) {
      const code = 'QUANTITY_PRICE_BREAK_DELETE_BY_VARIANT_ID_VARIANT_NOT_FOUND'
      yield ['quantityPriceBreaksToDeleteByVariantId', index, code]
    }
  }
  for (const [index, id] of input.quantityRulesToDeleteByVariantId.entries()) {
    const variant = findVariant(shop, id)
    const field = 'quantityRulesToDeleteByVariantId'
    if (variant === undefined) yield [field, index, 'QUANTITY_RULE_DELETE_VARIANT_NOT_FOUND']
    else if (!list.rules.has(variant.id)) yield [field, index, 'QUANTITY_RULE_DELETE_RULE_NOT_FOUND']
  }
}

function* addProblems(shop: Shop, list: PriceListState, input: Input): Generator<Problem> {
  const isForeign = (money: { readonly currencyCode: string } | null | undefined): boolean =>
    money != null && money.currencyCode !== list.currency
  const repeated = (keys: readonly string[], index: number): boolean => keys.indexOf(keys[index] ?? '') < index
  const prices = input.pricesToAdd.map(({ variantId }) => variantId)
  for (const [index, row] of input.pricesToAdd.entries()) {
    if (findVariant(shop, row.variantId) === undefined) yield ['pricesToAdd', index, 'PRICE_ADD_VARIANT_NOT_FOUND']
    if (isForeign(row.price) || isForeign(row.compareAtPrice))
      yield ['pricesToAdd', index, 'PRICE_ADD_CURRENCY_MISMATCH']
    if (repeated(prices, index)) yield ['pricesToAdd', index, 'PRICE_ADD_DUPLICATE_INPUT_FOR_VARIANT']
  }
  const breaks = input.quantityPriceBreaksToAdd.map((row) => `${row.variantId} ${row.minimumQuantity}`)
  for (const [index, row] of input.quantityPriceBreaksToAdd.entries()) {
    const at = (code: Code): Problem => ['quantityPriceBreaksToAdd', index, code]
    if (findVariant(shop, row.variantId) === undefined) yield at('QUANTITY_PRICE_BREAK_ADD_VARIANT_NOT_FOUND')
    if (isForeign(row.price)) yield at('QUANTITY_PRICE_BREAK_ADD_CURRENCY_MISMATCH')
    if (repeated(breaks, index)) yield at('QUANTITY_PRICE_BREAK_ADD_DUPLICATE_INPUT_FOR_VARIANT_AND_MIN')
  }
  const rules = input.quantityRulesToAdd.map(({ variantId }) => variantId)
  for (const [index, row] of input.quantityRulesToAdd.entries()) {
    const at = (code: Code): Problem => ['quantityRulesToAdd', index, code]
    if (findVariant(shop, row.variantId) === undefined) yield at('QUANTITY_RULE_ADD_VARIANT_NOT_FOUND')
    if (repeated(rules, index)) yield at('QUANTITY_RULE_ADD_DUPLICATE_INPUT_FOR_VARIANT')
    if (catalogOf(shop, list)?.kind === 'MarketCatalog') yield at('QUANTITY_RULE_ADD_CATALOG_CONTEXT_NOT_SUPPORTED')
    const code = ruleProblem(row)
    if (code !== null) yield at(code)
  }
}

function ruleProblem({ minimum, maximum, increment }: QuantityRuleState): Code | null {
  if (increment < 1) return 'QUANTITY_RULE_ADD_INCREMENT_IS_LESS_THAN_ONE'
  if (minimum < 1) return 'QUANTITY_RULE_ADD_MINIMUM_IS_LESS_THAN_ONE'
  if (increment > minimum) return 'QUANTITY_RULE_ADD_INCREMENT_IS_GREATER_THAN_MINIMUM'
  if (minimum % increment !== 0) return 'QUANTITY_RULE_ADD_MINIMUM_NOT_A_MULTIPLE_OF_INCREMENT'
  if (maximum == null) return null
  if (maximum < 1) return 'QUANTITY_RULE_ADD_MAXIMUM_IS_LESS_THAN_ONE'
  if (minimum > maximum) return 'QUANTITY_RULE_ADD_MINIMUM_GREATER_THAN_MAXIMUM'
  return maximum % increment === 0 ? null : 'QUANTITY_RULE_ADD_MAXIMUM_NOT_A_MULTIPLE_OF_INCREMENT'
}

/** The list as it would be. */
function draftOf(shop: Shop, list: PriceListState, input: Input): PriceListState {
  const draft = { ...list, fixed: new Map(list.fixed), breaks: new Map(list.breaks), rules: new Map(list.rules) }
  const idOf = (id: string): NumericId => numericId(id, 'ProductVariant') ?? -1
  deletePrices(shop, draft, input.pricesToDeleteByVariantId)
  for (const id of input.quantityPriceBreaksToDeleteByVariantId ?? []) draft.breaks.delete(idOf(id))
  const gone = input.quantityPriceBreaksToDelete.map((id) => numericId(id, 'QuantityPriceBreak'))
  for (const [variant, breaks] of draft.breaks) {
    draft.breaks.set(
      variant,
      breaks.filter(({ id }) => !gone.includes(id)),
    )
  }
  for (const id of input.quantityRulesToDeleteByVariantId) draft.rules.delete(idOf(id))
  addPrices(shop, draft, input.pricesToAdd)
  for (const row of input.quantityPriceBreaksToAdd) {
    const others = (draft.breaks.get(idOf(row.variantId)) ?? []).filter(
      ({ minimum }) => minimum !== row.minimumQuantity,
    )
    const added: PriceBreakState = {
      id: shop.ids.next('QuantityPriceBreak'),
      minimum: row.minimumQuantity,
      price: decimal(row.price.amount),
    }
    draft.breaks.set(
      idOf(row.variantId),
      [...others, added].sort((a, b) => a.minimum - b.minimum),
    )
  }
  for (const { variantId, minimum, maximum, increment } of input.quantityRulesToAdd) {
    draft.rules.set(idOf(variantId), { minimum, maximum: maximum ?? null, increment })
  }
  return draft
}

function* breakConflicts(shop: Shop, after: PriceListState, input: Input): Generator<Problem> {
  for (const [index, row] of input.quantityPriceBreaksToAdd.entries()) {
    const variant = findVariant(shop, row.variantId)
    if (variant === undefined) continue
    const at = (code: Code): Problem => ['quantityPriceBreaksToAdd', index, code]
    const rule = after.rules.get(variant.id)
    const minimum = row.minimumQuantity
    if (!after.fixed.has(variant.id)) yield at('QUANTITY_PRICE_BREAK_ADD_PRICE_LIST_PRICE_NOT_FOUND')
    if ((after.breaks.get(variant.id) ?? []).length > MOST_BREAKS) yield at('QUANTITY_PRICE_BREAK_ADD_LIMIT_EXCEEDED')
    if (rule === undefined) continue
    if (minimum < rule.minimum) yield at('QUANTITY_PRICE_BREAK_ADD_MIN_LOWER_THAN_QUANTITY_RULES_MIN')
    if (minimum > (rule.maximum ?? minimum)) yield at('QUANTITY_PRICE_BREAK_ADD_MIN_HIGHER_THAN_QUANTITY_RULES_MAX')
    if (minimum % rule.increment !== 0) {
      yield at('QUANTITY_PRICE_BREAK_ADD_MIN_NOT_A_MULTIPLE_OF_QUANTITY_RULES_INCREMENT')
    }
  }
}

/** Rules must also fit the breaks that were there before. */
function* ruleConflicts(shop: Shop, after: PriceListState, input: Input): Generator<Problem> {
  const fresh = new Set(input.quantityPriceBreaksToAdd.map((row) => `${row.variantId} ${row.minimumQuantity}`))
  for (const [index, rule] of input.quantityRulesToAdd.entries()) {
    const variant = findVariant(shop, rule.variantId)
    for (const { minimum } of variant === undefined ? [] : (after.breaks.get(variant.id) ?? [])) {
      if (fresh.has(`${rule.variantId} ${minimum}`)) continue
      if (rule.minimum > minimum) {
        yield ['quantityRulesToAdd', index, 'QUANTITY_RULE_ADD_MIN_HIGHER_THAN_QUANTITY_PRICE_BREAK_MIN']
      }
      if (rule.maximum != null && rule.maximum < minimum) {
        yield ['quantityRulesToAdd', index, 'QUANTITY_RULE_ADD_MAX_LOWER_THAN_QUANTITY_PRICE_BREAK_MIN']
      }
    }
  }
}

function touched(shop: Shop, input: Input): VariantState[] {
  const ids = [
    ...input.pricesToAdd.map(({ variantId }) => variantId),
    ...input.pricesToDeleteByVariantId,
    ...input.quantityPriceBreaksToAdd.map(({ variantId }) => variantId),
    ...(input.quantityPriceBreaksToDeleteByVariantId ?? []),
    ...input.quantityRulesToAdd.map(({ variantId }) => variantId),
    ...input.quantityRulesToDeleteByVariantId,
  ]
  return [...new Set(ids)].flatMap((id) => findVariant(shop, id) ?? [])
}
