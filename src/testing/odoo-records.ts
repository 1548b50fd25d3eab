import { type Decimal, decimal } from '#lib/decimal'
import type { OdooSandbox } from '#sandboxes/odoo/start'
import type { ErpDocument } from '#sandboxes/proof/erp-facts'

/** Makes a record; answers its id. */
export const make = (odoo: OdooSandbox, model: string, values: object): number =>
  (odoo.call(model, 'create', [[values]]) as number[])[0] ?? 0

/** The record that a document is, from its name: `account.move,77`. */
export function recordOf({ name }: Pick<ErpDocument, 'name'>): { readonly model: string; readonly id: number } {
  const [model = '', id] = name.split(',')
  return { model, id: Number(id) }
}

/** The id that a relation shows, with or without its name; 0 = there is none. */
export const idOf = (link: unknown): number => Number((Array.isArray(link) ? link[0] : link) || 0)

/** A figure of Odoo; an empty one is nothing. */
export const figure = (value: unknown): Decimal => decimal(Number(value ?? 0))
