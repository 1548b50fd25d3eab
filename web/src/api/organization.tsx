import { createContext, useContext } from 'react'
import type { z } from 'zod'
import { type Client, createClient } from '#api/client'
import { may, type Permission } from '#api/permissions'
import type { membership } from '#api/session'
import { spokenFetch } from './spoken-fetch.ts'

export type Membership = z.infer<typeof membership>

const OrganizationContext = createContext<Membership | null>(null)

/** Pages below it are about this organisation. */
export const OrganizationProvider = OrganizationContext.Provider

/** The organisation that the address names, and what the person is in it. */
export function useOrganization(): Membership {
  const found = useContext(OrganizationContext)
  if (found === null) throw new Error('this part of the dashboard belongs to no organisation')
  return found
}

/** Whether the person may do it. What one may not do is not offered; the server refuses it besides. */
export const useMay = (permission: Permission): boolean => may(useOrganization().role, permission)

const clients = new Map<string, Client>()

/** The client for calls of one organisation; `''` = of none. */
export function clientOf(organization: string): Client {
  const known = clients.get(organization)
  if (known !== undefined) return known
  const made = createClient({ origin: '', fetch: spokenFetch, ...(organization === '' ? {} : { organization }) })
  clients.set(organization, made)
  return made
}
