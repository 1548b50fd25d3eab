import { z } from 'zod'
import type { AccountChanges } from '#contract/accounts'
import { TillbridgeError } from '#lib/errors'
import type { Address } from '#model/address'
import { normalEmail } from '#model/customer'
import { addressOf, partnerShape, placeForm } from './accounts-map.ts'
import type { Values } from './client.ts'
import { countryCodes, named, pick, priceLists, unknown } from './facts.ts'
import { addressFields, placeFields } from './map-party.ts'
import type { OdooContext } from './memory.ts'
import { htmlOf } from './plain-text.ts'
import { create, find, write } from './records.ts'

/** Changes what is given of a customer; what a person entered beside it stays, and addresses and contacts are only added. */
export async function updateAccount(context: OdooContext, id: string, changed: AccountChanges): Promise<void> {
  const partner = Number(id)
  const values = await valuesOf(context, changed)
  if (Object.keys(values).length > 0) await write(context, 'res.partner', [partner], values)
  const addresses = [...(changed.addresses ?? []), ...(changed.locations ?? [])].map(({ address }) => address)
  const contacts = changed.contacts ?? []
  if (addresses.length + contacts.length === 0) return
  const [head] = await find(context, 'res.partner', partnerShape, { domain: [['id', '=', partner]] })
  if (head === undefined) throw gone(id)
  const domain = [['parent_id', '=', partner]]
  const children = await find(context, 'res.partner', partnerShape, { domain, order: 'id' })
  await addAddresses(context, [head, ...children], addresses)
  const known = new Set([head, ...children].map(({ email }) => normalEmail(email)))
  for (const { firstName, lastName, email, phone } of contacts) {
    const mailbox = normalEmail(email)
    if (mailbox === null || known.has(mailbox)) continue
    known.add(mailbox)
    const name = [firstName, lastName].filter(Boolean).join(' ') || mailbox
    await create(context, 'res.partner', {
      parent_id: partner,
      type: 'contact',
      name,
      email: mailbox,
      phone: phone ?? false,
    })
  }
}

async function valuesOf(context: OdooContext, changed: AccountChanges): Promise<Values> {
  const { name, email, phone, language, note, vatNumber, number, paymentTerms, priceList } = changed
  return {
    ...(name === undefined ? {} : { name }),
    ...(email === undefined ? {} : { email: normalEmail(email) ?? false }),
    ...(phone === undefined ? {} : { phone: phone?.trim() || false }),
    ...(language === undefined ? {} : { lang: language === null ? false : await languageOf(context, language) }),
    ...(note === undefined ? {} : { comment: note === null ? false : htmlOf(note) }),
    ...(vatNumber === undefined ? {} : { vat: vatNumber?.trim() || false }),
    ...(number === undefined ? {} : { ref: number?.trim() || false }),
    ...(paymentTerms === undefined
      ? {}
      : { property_payment_term_id: paymentTerms === null ? false : await termOf(context, paymentTerms) }),
    ...(priceList === undefined
      ? {}
      : { property_product_pricelist: priceList === null ? false : await priceListOf(context, priceList) }),
  }
}

const languageShape = z.object({ id: z.number(), code: z.string() })

/** One of the languages that this Odoo speaks; that of the same country before another of the same words. */
async function languageOf(context: OdooContext, wanted: string): Promise<string> {
  const spoken = await find(context, 'res.lang', languageShape, { domain: [['active', '=', true]], order: 'id' })
  const code = wanted.replace('-', '_').toLowerCase()
  const [words = ''] = code.split('_')
  const hit =
    spoken.find((one) => one.code.toLowerCase() === code) ??
    spoken.find((one) => one.code.toLowerCase().split(/[_@]/)[0] === words)
  if (hit !== undefined) return hit.code
  throw new TillbridgeError({
    kind: 'rejected',
    code: 'LANGUAGE_UNKNOWN',
    message: `Odoo does not speak the language ${wanted}.`,
    remedy: 'Add the language in Odoo (Settings, Languages), or do not move the language of customers.',
    subject: `language:${wanted}`,
  })
}

const termShape = z.object({ id: z.number(), name: z.string() })

async function termOf(context: OdooContext, name: string): Promise<number> {
  const [hit] = await find(context, 'account.payment.term', termShape, { domain: [['name', '=', name]], limit: 1 })
  if (hit !== undefined) return hit.id
  throw new TillbridgeError({
    kind: 'rejected',
    code: 'PAYMENT_TERMS_UNKNOWN',
    message: `Odoo has no payment terms ${name}.`,
    remedy: 'Add the terms in Odoo, or correct the name under paymentTerms of the rule.',
    subject: `payment-terms:${name}`,
  })
}

async function priceListOf(context: OdooContext, name: string): Promise<number> {
  const hit = await pick(context, priceLists, 'product.pricelist', (one) => named(one, name))
  if (hit === undefined) throw unknown('price list', name)
  return hit.id
}

/** A customer without an address gets the first one as its own; the others stand beside it, each once. */
async function addAddresses(
  context: OdooContext,
  partners: readonly z.infer<typeof partnerShape>[],
  addresses: readonly Address[],
): Promise<void> {
  const [head] = partners
  if (head === undefined || addresses.length === 0) return
  const codes = await countryCodes(context)
  const known = new Set(partners.map((one) => placeForm(addressOf(one, codes))))
  let isBare = head.street === null && head.zip === null && head.city === null
  for (const address of addresses) {
    if (known.has(placeForm(address))) continue
    known.add(placeForm(address))
    if (isBare) await write(context, 'res.partner', [head.id], await placeFields(context, address))
    else {
      const values = await addressFields(context, { address, type: 'other' }, head.name ?? '')
      await create(context, 'res.partner', { ...values, parent_id: head.id })
    }
    isBare = false
  }
}

const gone = (id: string): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'CUSTOMER_UNKNOWN',
    message: `The customer ${id} is no longer in Odoo.`,
    remedy: 'Restore it in Odoo, or skip this account here.',
    subject: `customer:${id}`,
  })
