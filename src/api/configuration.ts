import { z } from 'zod'
import { key } from './parts.ts'
import { OF_ORGANIZATION, routes } from './route.ts'

export const configurationChange = z.object({
  part: z.enum(['connection', 'integration']),
  key: z.string(),
  /** `absent`: it is configured and not in the file; it stays as it is. */
  action: z.enum(['add', 'change', 'unchanged', 'absent']),
  /** Of secrets both sides say `(secret)`. */
  fields: z.array(z.object({ path: z.string(), before: z.unknown().optional(), after: z.unknown().optional() })),
})
export type ConfigurationChange = z.infer<typeof configurationChange>

export const changed = z.object({
  changes: z.array(configurationChange),
  /** Transfers that waited for a person and run again now. */
  released: z.number().int(),
})

const ofOrganization = z.object({ organization: key })
const file = z.object({ text: z.string().max(2_000_000) })

export const configurationRoutes = routes({
  'configuration.export': {
    method: 'GET',
    path: `${OF_ORGANIZATION}/configuration`,
    summary: 'Show the whole configuration as a file, without secrets',
    permission: 'configuration:read',
    params: ofOrganization,
    answer: file,
    command: 'export',
  },
  'configuration.preview': {
    method: 'POST',
    path: `${OF_ORGANIZATION}/configuration/preview`,
    summary: 'Say what a file would change, and change nothing',
    permission: 'configuration:change',
    params: ofOrganization,
    body: file,
    answer: changed,
    audit: { none: 'it changes nothing' },
    command: 'apply',
  },
  'configuration.apply': {
    method: 'PUT',
    path: `${OF_ORGANIZATION}/configuration`,
    summary: 'Make the configuration equal to a file; what the file does not mention stays',
    permission: 'configuration:change',
    params: ofOrganization,
    body: file,
    answer: changed,
    failures: ['CONNECTION_IN_USE', 'ADDRESS_NOT_PUBLIC', 'HOST_UNRESOLVED'],
    audit: 'configuration.applied',
    command: 'apply',
  },
})
