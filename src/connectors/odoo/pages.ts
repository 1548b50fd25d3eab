import type { Domain } from './client.ts'
import type { OdooContext } from './memory.ts'
import { find, type Query, type Shape } from './records.ts'

/** Records by their ids, which never change: one that changes meanwhile is not passed over. */
export async function* pages<T extends { readonly id: number }>(
  context: OdooContext,
  model: string,
  shape: Shape<T>,
  { domain, context: added }: Pick<Query, 'domain' | 'context'>,
  size = 2000,
): AsyncGenerator<readonly T[]> {
  let after = 0
  for (;;) {
    const from: Domain = [...domain, ['id', '>', after]]
    const more = added === undefined ? {} : { context: added }
    const rows: T[] = await find(context, model, shape, { domain: from, order: 'id', limit: size, ...more })
    if (rows.length > 0) yield rows
    const last = rows.at(-1)
    if (rows.length < size || last === undefined) return
    after = last.id
  }
}

interface Stamped {
  readonly id: number
  readonly write_date: string
}

/** Records by the time of their change, then by id; one that changes meanwhile comes again at the end. */
export async function* changedPages<T extends Stamped>(
  context: OdooContext,
  model: string,
  shape: Shape<T>,
  domain: Domain,
  size = 500,
): AsyncGenerator<readonly T[]> {
  let last: T | undefined
  for (;;) {
    const after: Domain =
      last === undefined
        ? []
        : ['|', ['write_date', '>', last.write_date], '&', ['write_date', '=', last.write_date], ['id', '>', last.id]]
    const rows: T[] = await find(context, model, shape, {
      domain: [...domain, ...after],
      order: 'write_date, id',
      limit: size,
      context: { active_test: false },
    })
    if (rows.length > 0) yield rows
    last = rows.at(-1)
    if (rows.length < size || last === undefined) return
  }
}
