import type { Row } from '#sandboxes/odoo/orm/database'
import type { Env } from '#sandboxes/odoo/orm/env'
import { record } from '#sandboxes/odoo/orm/records'

/** The next name in a journal: `INV/2026/00001`; the newest name of the journal and year, also one given by hand, says how it goes on. */
export function nextMoveName(env: Env, move: Row): string {
  const year = String(move['date']).slice(0, 4)
  const refund = String(move['move_type']).endsWith('refund')
  const payment = typeof move['origin_payment_id'] === 'number' || move['is_payment'] === true
  const same = env.site.db
    .find('account.move', 'journal_id', move['journal_id'])
    .map((id) => record(env, 'account.move', id))
  const named = same.filter(
    (one) =>
      one.id !== move.id &&
      String(one['move_type']).endsWith('refund') === refund &&
      (one['is_payment'] === true) === payment &&
      typeof one['name'] === 'string' &&
      one['name'].includes(year) &&
      /\d+$/.test(one['name']),
  )
  const newest = named.toSorted((a, b) => sequenceOf(b).number - sequenceOf(a).number)[0]
  if (newest !== undefined) {
    const { prefix, number, width } = sequenceOf(newest)
    return `${prefix}${String(number + 1).padStart(width, '0')}`
  }
  const journal = record(env, 'account.journal', Number(move['journal_id']))
  const monthly = journal['type'] === 'general' ? `${String(move['date']).slice(5, 7)}/` : ''
  return `${refund ? 'R' : ''}${payment ? 'P' : ''}${String(journal['code'])}/${year}/${monthly}${monthly === '' ? '00001' : '0001'}`
}

function sequenceOf(move: Row): { prefix: string; number: number; width: number } {
  const name = String(move['name'])
  const digits = /\d+$/.exec(name)?.[0] ?? ''
  return { prefix: name.slice(0, name.length - digits.length), number: Number(digits), width: digits.length }
}
