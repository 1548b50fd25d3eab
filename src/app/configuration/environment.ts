import type { Path } from './problems.ts'

export type Environment = Readonly<Record<string, string | undefined>>

const PLACEHOLDER = /\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g
const WHOLE_PLACEHOLDER = /^\$\{([A-Za-z_][A-Za-z0-9_]*)\}$/

/** A variable that a text asks for and the environment lacks. */
export interface MissingVariable {
  readonly path: Path
  readonly variable: string
  /** The text is this placeholder and nothing else. */
  readonly isWholeValue: boolean
}

/** What is wrong where a variable is missing; `env` is `null` where nothing is filled in. */
export const unknownVariable = (env: Environment | null, variable: string): string =>
  env === null ? `No value is known here for ${variable}` : `The environment has no variable ${variable}`

/** What to do about it. */
export const variableRemedy = (env: Environment | null, variable: string): string =>
  env === null
    ? 'Write the value itself: variables are filled in by "tillbridge apply" alone, at the machine.'
    : `Set it where Tillbridge is started, e.g. export ${variable}=…, or write the value into the file.`

/** A copy of a JSON value in which `${NAME}` in texts stands for the environment variable. Missing ones stay as they are. */
export function fillEnvironment(
  value: unknown,
  env: Environment,
  path: Path = [],
): { readonly value: unknown; readonly missing: readonly MissingVariable[] } {
  if (typeof value === 'string') return fillText(value, env, path)
  if (value === null || typeof value !== 'object') return { value, missing: [] }
  const missing: MissingVariable[] = []
  const fill = (inner: unknown, part: PropertyKey): unknown => {
    const filled = fillEnvironment(inner, env, [...path, part])
    missing.push(...filled.missing)
    return filled.value
  }
  const copy = Array.isArray(value)
    ? value.map((item, index) => fill(item, index))
    : Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, fill(inner, name)]))
  return { value: copy, missing }
}

function fillText(text: string, env: Environment, path: Path) {
  const missing: MissingVariable[] = []
  const value = text.replaceAll(PLACEHOLDER, (placeholder, variable: string) => {
    const found = env[variable]
    // An empty variable is a forgotten one: no setting is meant to be an empty text.
    if (found !== undefined && found !== '') return found
    missing.push({ path, variable, isWholeValue: WHOLE_PLACEHOLDER.test(text) })
    return placeholder
  })
  return { value, missing }
}

/** The variable that stands for a secret in an exported file: connection `shop`, setting `clientSecret` is `SHOP_CLIENT_SECRET`. */
export const secretVariable = (connectionKey: string, setting: string): string =>
  `${connectionKey}_${setting}`
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replaceAll(/[^A-Za-z0-9]+/g, '_')
    .toUpperCase()
