import { createContext, useContext } from 'react'
import { useRoute } from '#web/api/use-route.ts'

const LocationsContext = createContext<ReadonlyMap<string, string>>(new Map())

export const LocationsProvider = LocationsContext.Provider

/** Names of the store's locations, asked of the store; empty until it has answered, or when it does not. */
export function useLocations(integration: string): ReadonlyMap<string, string> {
  const { data } = useRoute('stock.locations', { query: { integration } })
  return new Map(data?.items.map(({ location, name }) => [location, name] as const))
}

/** What people call the location; its id where no name is known. */
export function useLocationName(location: string): string {
  return useContext(LocationsContext).get(location) ?? location
}
