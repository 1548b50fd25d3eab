import type { ConnectorDescription } from '#api/connections'

export type Setting = ConnectorDescription['settings'][number]
/** What a person typed, by the name of the setting; `''` = nothing. */
export type Entered = Readonly<Record<string, string>>

/** `clientSecret` as people read it. */
export const titleOf = (name: string): string => {
  const words = name
    .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .replaceAll(/\b(api|id|sku|url|vat)\b/g, (short) => short.toUpperCase())
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`
}

/** What a connector says of a setting, as people read it: an empty field is what its file calls `null`. */
export const helpOf = (help: string, empty: string): string =>
  help
    .replaceAll('; `null` =', `; ${empty}:`)
    .replaceAll('`null` =', `${empty.charAt(0).toUpperCase()}${empty.slice(1)}:`)
    .replaceAll('`', '')

/** The settings that were typed, as the API takes them. What is no number or no JSON is left for the server to name. */
export const settingsOf = (settings: readonly Setting[], entered: Entered): Record<string, unknown> =>
  Object.fromEntries(
    settings.flatMap(({ name, kind }): [string, unknown][] => {
      const typed = (entered[name] ?? '').trim()
      return typed === '' ? [] : [[name, valueOf(kind, typed)]]
    }),
  )

function valueOf(kind: Setting['kind'], typed: string): unknown {
  if (kind === 'switch') return typed === 'yes'
  if (kind === 'number') return Number.isNaN(Number(typed)) ? typed : Number(typed)
  if (kind !== 'json') return typed
  try {
    return JSON.parse(typed) as unknown
  } catch {
    return typed
  }
}

/** A value of a setting as a form shows it; `''` = it is not set. */
export function textOf({ kind }: Setting, value: unknown): string {
  if (value === undefined || value === null) return ''
  if (kind === 'switch') return value === true ? 'yes' : 'no'
  return typeof value === 'object' ? JSON.stringify(value, null, 2) : String(value)
}

/** What was typed and differs from what is stored: `null` takes a setting away. */
export const changedSettings = (
  settings: readonly Setting[],
  stored: Readonly<Record<string, unknown>>,
  entered: Entered,
): Record<string, unknown> =>
  Object.fromEntries(
    settings.flatMap((setting): [string, unknown][] => {
      const typed = entered[setting.name]
      if (typed === undefined || typed.trim() === textOf(setting, stored[setting.name])) return []
      return [[setting.name, typed.trim() === '' ? null : valueOf(setting.kind, typed.trim())]]
    }),
  )
