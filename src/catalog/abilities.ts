import { type Field, PRODUCT_FIELDS, ruleOf, type Side, VARIANT_FIELDS } from './fields.ts'
import type { FieldRule } from './ownership.ts'
import { type ProductRules, productRulesOf } from './rules.ts'

/** What a system can do with the fields of products; `null` = nobody knows. */
export interface FieldAbility {
  /** The system as people call it. */
  readonly name: string
  readonly tells: ReadonlySet<string> | null
  readonly takes: ReadonlySet<string>
  /** Whether a product is found by the barcode of a variant. */
  readonly findsBarcodes: boolean
  /** Names of its custom fields that its connection knows. */
  readonly customFields: readonly string[]
}

/** A rule that asks for what a system cannot do. */
export interface ImpossibleRule {
  /** Within the rules of products. */
  readonly path: readonly (string | number)[]
  readonly message: string
  readonly remedy: string
}

type Abilities = Readonly<Record<Side, FieldAbility>>

/**
 * Rules that one of the two systems cannot follow. A rule that is the default says nothing: there are more fields than any two
 * systems have.
 */
export function impossibleRules(rules: ProductRules, sides: Abilities): ImpossibleRule[] {
  const usual = productRulesOf()
  const fields = [...PRODUCT_FIELDS, ...VARIANT_FIELDS].filter((field) => field !== 'customFields')
  return [
    ...fields.flatMap((field) => {
      const rule = ruleOf(rules, field)
      if (isSameRule(rule, ruleOf(usual, field))) return []
      const why = objection(field, rule, sides)
      return why === null ? [] : [{ path: ['fields', field], message: why, remedy: remedyFor(field) }]
    }),
    ...[sides.store, sides.target].flatMap(({ name, findsBarcodes }) =>
      rules.matchBy === 'sku' || findsBarcodes
        ? []
        : [{ path: ['matchBy'], message: `${name} finds no product by a barcode`, remedy: 'Write matchBy: sku.' }],
    ),
    ...rules.customFields.flatMap((entry, index) => [
      ...(['store', 'target'] as const).flatMap((side) => unknownName(entry[side], index, side, sides[side])),
      ...cannotTake(ruleOf(rules, `customFields.${entry.store}`), index, sides),
    ]),
  ]
}

const isSameRule = (a: FieldRule, b: FieldRule): boolean => a.owner === b.owner && a.direction === b.direction

/** The sides that get a value by a rule. */
function receivers({ owner, direction }: FieldRule): readonly Side[] {
  if (direction === 'none') return []
  if (direction === 'both') return ['store', 'target']
  const way = direction === 'away' ? (owner === 'store' ? 'to-target' : 'to-store') : direction
  return [way === 'to-store' ? 'store' : 'target']
}

function objection(field: Field, rule: FieldRule, sides: Abilities): string | null {
  const into = receivers(rule)
  if (into.length === 0) return null
  for (const { name, tells } of [sides.store, sides.target])
    if (tells !== null && !tells.has(field)) return `${name} has no ${WORDS[field] ?? field} that could be compared`
  const deaf = into.map((side) => sides[side]).find(({ takes }) => !takes.has(field))
  return deaf === undefined ? null : `${deaf.name} cannot be told the ${WORDS[field] ?? field}`
}

const WORDS: Readonly<Record<string, string>> = {
  productType: 'kind of product',
  seo: 'search texts',
  images: 'pictures of a product that is there already',
  taxClass: 'tax class',
  countryOfOrigin: 'country of origin',
  customsCode: 'customs code',
  requiresShipping: 'mark that it is sent',
}

const remedyFor = (field: Field): string =>
  field === 'seo'
    ? 'Join seo.title and seo.description with fields of the target under customFields, and leave this rule out.'
    : field === 'cost'
      ? 'Leave this rule out, or let the settings of the connection say in which field the cost stands.'
      : 'Leave this rule out, or write direction: none.'

function unknownName(
  name: string,
  index: number,
  side: Side,
  { name: system, customFields }: FieldAbility,
): ImpossibleRule[] {
  if (customFields.includes(name)) return []
  const message = `The connection of ${system} does not tell a field "${name}"`
  const known = customFields.length === 0 ? '' : ` It tells: ${customFields.join(', ')}.`
  const remedy = `Name it in the settings of the connection.${known}`
  return [{ path: ['customFields', index, side], message, remedy }]
}

function cannotTake(rule: FieldRule, index: number, sides: Abilities): ImpossibleRule[] {
  const deaf = receivers(rule)
    .map((side) => sides[side])
    .find(({ takes }) => !takes.has('customFields'))
  if (deaf === undefined) return []
  const message = `${deaf.name} cannot be told custom fields`
  return [{ path: ['customFields', index], message, remedy: 'Leave it out, or turn its direction around.' }]
}
