import type { Context } from '#contract/context'
import type { OdooSettings } from './settings.ts'

export type OdooContext = Context<OdooSettings>

/** What a connection knows of its database between calls: ids that seldom change. */
interface Memory extends AsyncDisposable {
  readonly entries: Map<string, { readonly at: number; readonly value: Promise<unknown> }>
}

const LIFETIME_MS = 600_000

const memoryOf = (context: OdooContext): Memory =>
  context.wire.kept<Memory>(() => ({ entries: new Map(), [Symbol.asyncDispose]: () => Promise.resolve() }))

/** What `load` answers, asked again after `lifetimeMs`, ten minutes unless stated. A failure is not remembered. */
export function remembered<T>(
  context: OdooContext,
  key: string,
  load: () => Promise<T>,
  lifetimeMs = LIFETIME_MS,
): Promise<T> {
  const { entries } = memoryOf(context)
  const now = context.clock.now().getTime()
  const known = entries.get(key)
  if (known !== undefined && now - known.at < lifetimeMs && now >= known.at) return known.value as Promise<T>
  const value = load()
  entries.set(key, { at: now, value })
  value.catch(() => {
    if (entries.get(key)?.value === value) entries.delete(key)
  })
  return value
}

export function forget(context: OdooContext, prefix: string): void {
  const { entries } = memoryOf(context)
  for (const key of entries.keys()) if (key.startsWith(prefix)) entries.delete(key)
}
