import { useState } from 'react'
import type { ConnectorDescription } from '#api/connections'
import { useChange } from '#web/api/use-route.ts'

/** Where people were when they left for the system's own page. */
export type GrantFrom = 'setup' | 'connection'

const KEY = 'tillbridge.grant-from'

/** Sends the browser to the page where a system asks for access. */
export function useGrant(from: GrantFrom, onFailed: (error: Error) => void) {
  const [isLeaving, setLeaving] = useState(false)
  const begin = useChange('connections.grant', {
    onDone: ({ address }) => {
      setLeaving(true)
      sessionStorage.setItem(KEY, from)
      window.location.assign(address)
    },
    onFailed,
  })
  return { begin: begin.mutate, isBusy: begin.isPending || isLeaving }
}

/** Where people came from. */
export const grantFrom = (): GrantFrom => (sessionStorage.getItem(KEY) === 'setup' ? 'setup' : 'connection')

export type Way = 'grant' | 'keys'
type Settings = ConnectorDescription['settings']

/** The settings of a new connection: what has to be said, and what most people leave as it is. */
export function settingsFor(
  { settings, grant }: ConnectorDescription,
  way: Way,
): { readonly first: Settings; readonly more: Settings } {
  const { needs = [], brings = [] } = grant ?? {}
  const isFirst = ({ name, kind, required }: Settings[number]): boolean => {
    if (grant === null) return required || kind === 'secret'
    return needs.includes(name) || (way === 'keys' && (required || brings.includes(name)))
  }
  const shown = way === 'grant' ? settings.filter(({ name }) => !brings.includes(name)) : settings
  const first = shown.filter(isFirst)
  return {
    first: first.map((one) => (way === 'grant' ? { ...one, required: true } : one)),
    more: shown.filter((one) => !isFirst(one)),
  }
}
