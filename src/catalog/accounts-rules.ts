import { z } from 'zod'
import { field } from './ownership-rule.ts'

const text = z.string().trim().min(1)
/** The same fields for persons and companies; only their owners differ. */
const matrix = (own: 'store' | 'target') =>
  z.strictObject({
    name: field(own).describe('What is shown.'),
    firstName: field(own).describe('Of a person.'),
    lastName: field(own).describe('Of a person.'),
    email: field(own).describe('Where the account is written to.'),
    phone: field(own).describe('Where it is called.'),
    language: field(own, 'none').describe('In which it is written to.'),
    addresses: field(own).describe('Its addresses; those that the other side lacks are added, none is removed.'),
    marketingConsent: field('store').describe('Whether it agreed to advertising.'),
    note: field(own, 'none').describe('What people wrote about it.'),
    tags: field(own, 'none').describe('Words to group accounts by.'),
    number: field('target').describe("The merchant's own number of the account."),
    vatNumber: field('target').describe('As registered.'),
    taxExempt: field('target').describe('Whether no tax is charged.'),
    paymentTerms: field('target').describe('When it has to pay, by the words below.'),
    priceList: field('target').describe('The list it buys by, by the words below.'),
  })

const ofCompanies = {
  contacts: field('target', 'none').describe(
    'Who orders for it; those that the other side lacks are added by their e-mail address, none is removed.',
  ),
  locations: field('target', 'none').describe(
    'Its addresses beside the main one; those that the other side lacks are added, none is removed.',
  ),
}

const word = z.strictObject({ store: text, target: text })
const who = z.enum(['none', 'persons', 'companies', 'all'])

/** What a merchant decides about customers: which side owns which field, and who may create. Every field has a default. */
export const customerRulesSchema = z.strictObject({
  persons: matrix('store').prefault({}).describe('Who owns which field of a person.'),
  companies: matrix('target').extend(ofCompanies).prefault({}).describe('Who owns which field of a company.'),
  create: z
    .strictObject({
      store: who.default('none').describe('Which accounts of the target the store gets when it lacks them.'),
      target: who
        .default('none')
        .describe('Which accounts of the store the target gets before their first order. Orders make what they need.'),
    })
    .prefault({})
    .describe('Which side may get accounts that only the other has.'),
  merged: z
    .enum(['task', 'leave'])
    .default('task')
    .describe(
      'When the store merges two accounts whose counterparts differ: a `task` for a person, who merges those too, or nothing.',
    ),
  paymentTerms: z
    .array(word)
    .default([])
    .describe('Words of the two sides for one payment term; others are not moved.'),
  priceLists: z
    .array(word)
    .default([])
    .describe("The store's catalogue and the target's price list that mean one list; others are not moved."),
})

export type CustomerRules = z.output<typeof customerRulesSchema>
export type CustomerRulesInput = z.input<typeof customerRulesSchema>
