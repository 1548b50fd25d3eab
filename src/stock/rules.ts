import { z } from 'zod'
import { compare, HUNDRED, isPositive, parseDecimal, ZERO } from '#lib/decimal'

const text = z.string().trim().min(1)

const number = z.union([z.string(), z.number()]).transform((value, context) => {
  const parsed = parseDecimal(value)
  if (parsed !== null && compare(parsed, ZERO) >= 0) return parsed
  context.addIssue({ code: 'custom', message: 'Write a plain number that is not negative, e.g. 2 or 0.5' })
  return z.NEVER
})
const percent = number.refine((value) => compare(value, HUNDRED) <= 0, 'must be a percentage from 0 to 100')

/** An amount that is kept back: so many pieces, or this part of what there is. */
const kept = z.union([z.strictObject({ pieces: number }), z.strictObject({ percent })])

const feedingPlace = z.union([
  text.transform((place) => ({ place })),
  z.strictObject({
    /** The target's place; a group stands for all places in it. */
    place: text,
    /** The part of what lies there that this location offers, where several locations share the place. */
    share: percent.optional(),
    /** Only the first so many; locations that stand further down offer the rest. */
    upTo: number.optional(),
  }),
])

const locationRule = z.strictObject({
  /** The store's id of the location. */
  location: text,
  places: z.array(feedingPlace).min(1),
})

const itemRule = z.strictObject({
  sku: text,
  safetyStock: kept.optional(),
  /** Pieces that are offered at most at a location. */
  maximum: z.int().min(0).optional(),
  /** How much of the target's unit one sold piece takes, e.g. 12 where the target counts bottles and the store sells boxes. */
  perPiece: number.refine(isPositive, 'must be more than zero').optional(),
  /** `false`: the store's figure is left alone. */
  managed: z.boolean().default(true),
})

/** What a merchant decides about the stock that a store shows. Every field has a default. */
export const inventoryRulesSchema = z
  .strictObject({
    /**
     * What the target has for sale. `on-hand`: what lies there. `less-reserved`: less what is promised to orders that the target
     * knows. `less-set-aside`: less what is set aside for certain orders. `projected`: the target's own forecast.
     */
    figure: z.enum(['on-hand', 'less-reserved', 'less-set-aside', 'projected']).default('less-reserved'),
    /** How much of what is ordered from suppliers counts as if it were there. A forecast contains it already. */
    incomingPercent: percent.default(ZERO),
    /** Which places feed which location. Left out: as the mapping of locations says, else all places feed the only location. */
    locations: z.array(locationRule).default([]),
    /** Kept back of each product at each location. */
    safetyStock: kept.default({ pieces: ZERO }),
    /** Kept back in this store, for the others that sell the same stock. */
    buffer: kept.default({ pieces: ZERO }),
    /** Pieces of a product that are offered at most at a location; `null` = all there are. */
    maximum: z.int().min(0).nullable().default(null),
    items: z.array(itemRule).default([]),
    /** Products that the target has never told anything of: `leave` the store's figure and say so, or show `zero`. */
    unknownItems: z.enum(['leave', 'zero']).default('leave'),
    /** Whether what the store has promised and nobody can explain is kept back: orders that have not reached us yet. */
    unheardOrders: z.enum(['keep-back', 'ignore']).default('keep-back'),
    /** A run that would set more than this part of what is for sale, and more than so many, to zero stops and asks. */
    stopLoss: z
      .strictObject({ percent: percent.default('20' as typeof ZERO), levels: z.int().min(0).default(10) })
      .default({ percent: '20' as typeof ZERO, levels: 10 }),
    /** When everything is compared, once a day, in the time zone of the flow; `null` = only when a person asks. */
    fullRunAt: z
      .string()
      .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time such as 03:30')
      .nullable()
      .default('03:30'),
  })
  .superRefine(({ locations, items }, context) => {
    const twice = (names: readonly string[], path: string, what: string): void =>
      names.forEach((name, index) => {
        if (names.indexOf(name) === index) return
        context.addIssue({ code: 'custom', path: [path, index], message: `There is another entry for ${what} ${name}` })
      })
    twice(
      locations.map((entry) => entry.location),
      'locations',
      'location',
    )
    twice(
      items.map((entry) => entry.sku),
      'items',
      'SKU',
    )
  })

export type InventoryRules = z.output<typeof inventoryRulesSchema>
export type InventoryRulesInput = z.input<typeof inventoryRulesSchema>
export type Kept = z.output<typeof kept>

/** The rules with every default filled in. */
export const inventoryRulesOf = (input: InventoryRulesInput = {}): InventoryRules => inventoryRulesSchema.parse(input)
