import type { Doc } from '#sandboxes/erpnext/controller'
import { text } from '#sandboxes/erpnext/fields'
import { renameDoc } from '#sandboxes/erpnext/rename'
import type { SiteCore } from '#sandboxes/erpnext/site'
import type { Person, Values } from './person.ts'

export interface NewItem {
  /** `item_code`. */
  readonly code: string
  /** Default the code. */
  readonly name?: string
  /** Default `Products`. */
  readonly group?: string
  /** Stock unit, default `Nos`. */
  readonly uom?: string
  /** Default true. */
  readonly stock?: boolean
  readonly barcode?: string
  /** Any other field of the DocType. */
  readonly [field: string]: unknown
}

export interface ItemLife {
  /** Brands, tariff numbers and item groups that are not known yet are added, here and in `update`. */
  add(item: NewItem): Doc
  /** A template that varies by attributes; attributes and values that are not known yet are added. */
  addTemplate(item: NewItem, attributes: Readonly<Record<string, readonly string[]>>): Doc
  /** A variant of a template. */
  addVariant(template: string, item: NewItem, values: Readonly<Record<string, string>>): Doc
  /** A bundle of items: an item that is not stocked and its Product Bundle. */
  addBundle(item: NewItem, parts: Readonly<Record<string, number>>): Doc
  update(code: string, values: Values): Doc
  /** Gives the item another code, everywhere. */
  rename(code: string, to: string): void
  /** Makes an item a part of another one. */
  merge(code: string, into: string): void
  /** `disabled` 1. */
  disable(code: string): Doc
  remove(code: string): void
}

interface PriceKey {
  /** Default the item's stock unit. */
  readonly uom?: string
  readonly customer?: string
  /** `YYYY-MM-DD`; default today for a new price. */
  readonly validFrom?: string
  readonly validUpto?: string
  readonly packingUnit?: number
}

export interface PriceLife {
  /** Sets the price of an item in a list: changes the one with the same key (unit, customer, days as far as they are given) or adds one. */
  set(item: string, priceList: string, rate: number, key?: PriceKey): Doc
  remove(item: string, priceList: string): void
}

export interface CustomerLife {
  /** A customer; with `email_id` and `address_line1`, `city`, `country` also its contact and address. */
  add(name: string, values?: Values): Doc
  update(name: string, values: Values): Doc
  rename(name: string, to: string): void
  merge(name: string, into: string): void
  /** Changes a Contact or Address. */
  updatePart(doctype: 'Contact' | 'Address', name: string, values: Values): Doc
}

export function createItemLife(person: () => Person): ItemLife {
  const rename = (code: string, to: string, merge: boolean): void =>
    void person().act((site) => renameDoc(site, 'Item', code, to, merge))
  const add = (values: Values): Doc => {
    knowTargets(person(), values)
    return person().add('Item', values)
  }
  return {
    add: (item) => add(itemValues(item)),
    addTemplate(item, attributes) {
      for (const [name, values] of Object.entries(attributes)) knowAttribute(person(), name, values)
      const list = Object.keys(attributes).map((attribute) => ({ attribute }))
      return add({ ...itemValues(item), has_variants: 1, attributes: list })
    },
    addVariant(template, item, values) {
      const { site } = person()
      const list = Object.entries(values).map(([attribute, attribute_value]) => ({ attribute, attribute_value }))
      const { item_group, stock_uom } = site.get('Item', template)
      return add({ ...itemValues(item), item_group, stock_uom, variant_of: template, attributes: list })
    },
    addBundle(item, parts) {
      const made = add(itemValues({ ...item, stock: false }))
      const items = Object.entries(parts).map(([item_code, qty]) => ({ item_code, qty }))
      person().add('Product Bundle', { new_item_code: made.name, items })
      return made
    },
    update(code, values) {
      knowTargets(person(), values)
      return person().change('Item', code, values)
    },
    rename: (code, to) => rename(code, to, false),
    merge: (code, into) => rename(code, into, true),
    disable: (code) => person().change('Item', code, { disabled: 1 }),
    remove: (code) => person().act((site) => site.delete('Item', code)),
  }
}

function itemValues({ code, name, group, uom, stock, barcode, ...more }: NewItem): Values {
  return {
    item_code: code,
    item_name: name ?? code,
    item_group: group ?? (stock === false ? 'Services' : 'Products'),
    stock_uom: uom ?? 'Nos',
    is_stock_item: stock === false ? 0 : 1,
    ...(barcode === undefined ? {} : { barcodes: [{ barcode }] }),
    ...more,
  }
}

/** Field of an item → what it points at and the field that names it. */
const TARGETS = {
  brand: ['Brand', 'brand'],
  customs_tariff_number: ['Customs Tariff Number', 'tariff_number'],
  item_group: ['Item Group', 'item_group_name'],
} as const

/** Brands, tariff numbers and groups that are not known yet are added. */
function knowTargets({ site, add }: Person, values: Values): void {
  for (const [field, [doctype, named]] of Object.entries(TARGETS)) {
    const name = text(values, field)
    if (name === '' || site.exists(doctype, name)) continue
    add(doctype, {
      [named]: name,
      ...(doctype === 'Item Group' ? { parent_item_group: 'All Item Groups' } : {}),
    })
  }
}

function knowAttribute({ site, add, change }: Person, name: string, values: readonly string[]): void {
  const known = site.read('Item Attribute', name)
  const has = (known?.['item_attribute_values'] ?? []) as readonly Doc[]
  const rowOf = (value: string): Values => ({ attribute_value: value, abbr: value.slice(0, 3).toUpperCase() })
  const missing = values.filter((value) => !has.some((row) => row['attribute_value'] === value)).map(rowOf)
  if (known === null) add('Item Attribute', { attribute_name: name, item_attribute_values: missing })
  else if (missing.length > 0) change('Item Attribute', name, { item_attribute_values: [...has, ...missing] })
}

export function createPriceLife(person: () => Person): PriceLife {
  return {
    set(item, priceList, rate, key = {}) {
      const { site, add, change } = person()
      const known = pricesOf(site, item, priceList).find((price) => matches(site, price, item, key))
      const days = {
        ...(key.validFrom === undefined ? {} : { valid_from: key.validFrom }),
        ...(key.validUpto === undefined ? {} : { valid_upto: key.validUpto }),
      }
      if (known !== undefined) return change('Item Price', known.name, { price_list_rate: rate, ...days })
      return add('Item Price', {
        item_code: item,
        price_list: priceList,
        price_list_rate: rate,
        ...days,
        ...(key.uom === undefined ? {} : { uom: key.uom }),
        ...(key.customer === undefined ? {} : { customer: key.customer }),
        ...(key.packingUnit === undefined ? {} : { packing_unit: key.packingUnit }),
      })
    },
    remove(item, priceList) {
      const { act } = person()
      act((site) => {
        for (const price of pricesOf(site, item, priceList)) site.delete('Item Price', price.name)
      })
    },
  }
}

function pricesOf(site: SiteCore, item: string, priceList: string): readonly Readonly<Doc>[] {
  return site.findBy('Item Price', 'item_code', item).filter((price) => price['price_list'] === priceList)
}

function matches(site: SiteCore, price: Readonly<Doc>, item: string, key: PriceKey): boolean {
  return (
    text(price, 'uom') === (key.uom ?? site.value('Item', item, 'stock_uom')) &&
    text(price, 'customer') === (key.customer ?? '') &&
    (key.validFrom === undefined || price['valid_from'] === key.validFrom) &&
    Number(price['packing_unit'] ?? 0) === (key.packingUnit ?? 0)
  )
}

export function createCustomerLife(person: () => Person): CustomerLife {
  const rename = (name: string, to: string, merge: boolean): void =>
    void person().act((site) => renameDoc(site, 'Customer', name, to, merge))
  return {
    add: (name, values = {}) => person().add('Customer', { customer_name: name, ...values }),
    update: (name, values) => person().change('Customer', name, values),
    rename: (name, to) => rename(name, to, false),
    merge: (name, into) => rename(name, into, true),
    updatePart: (doctype, name, values) => person().change(doctype, name, values),
  }
}
