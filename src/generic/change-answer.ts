import type { Change } from '#contract/source'
import { idOf, shown } from './booked-answer.ts'
import { instant } from './draft-values.ts'
import { badSetting } from './failure-rules.ts'

/**
 * A change that a list told of.
 *
 * @throws {TillbridgeError} `ANSWER_PATH` when there is no key, or a stamp is no instant with its zone.
 */
export function changeFrom(
  told: Readonly<Partial<Record<'key' | 'name' | 'updatedAt' | 'createdAt', unknown>>>,
  where: string,
): Change {
  const stamp = (field: 'updatedAt' | 'createdAt'): string => {
    const value = told[field]
    const parsed = instant.safeParse(value instanceof Date ? value.toISOString() : value)
    if (parsed.success) return parsed.data
    throw badSetting(
      'ANSWER_PATH',
      `${where}.${field}`,
      `${shown(value)} is no instant with its zone, e.g. 2026-11-20T10:00:00Z`,
      'read',
    )
  }
  const key = idOf(told.key)
  if (key === null) throw badSetting('ANSWER_PATH', `${where}.key`, `${shown(told.key)} is no key of a record`, 'read')
  return {
    key,
    name: idOf(told.name),
    updatedAt: stamp('updatedAt'),
    createdAt: told.createdAt === undefined || told.createdAt === null ? null : stamp('createdAt'),
  }
}
