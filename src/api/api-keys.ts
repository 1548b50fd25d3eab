import { z } from 'zod'
import { id, instant, key, listOf, pageById } from './parts.ts'
import { ROLES } from './permissions.ts'
import { OF_ORGANIZATION, routes } from './route.ts'

const role = z.enum(ROLES)
const ofOrganization = z.object({ organization: key })

export const apiKey = z.object({
  apiKeyId: id,
  name: z.string(),
  role,
  /** How it begins, to recognise it by. */
  prefix: z.string(),
  createdBy: z.string(),
  createdAt: instant,
  /** `null` = does not expire. */
  expiresAt: instant.nullable(),
  /** Within the minute; `null` = never. */
  lastUsedAt: instant.nullable(),
  revokedAt: instant.nullable(),
})

export const apiKeyRoutes = routes({
  'api-keys.list': {
    method: 'GET',
    path: `${OF_ORGANIZATION}/api-keys`,
    summary: 'List API keys, the newest first',
    permission: 'people:read',
    params: ofOrganization,
    query: z.object(pageById),
    answer: listOf(apiKey),
    command: 'people keys list',
  },
  'api-keys.create': {
    method: 'POST',
    path: `${OF_ORGANIZATION}/api-keys`,
    summary: 'Make an API key; it is shown once',
    permission: 'people:change',
    params: ofOrganization,
    body: z.object({
      name: z.string().trim().min(1).max(100),
      role,
      /** Absent = does not expire. */
      expiresAt: instant.optional(),
    }),
    answer: z.object({ apiKey, key: z.string() }),
    failures: ['ROLE_ABOVE_YOURS'],
    audit: 'api-key.created',
    command: 'people keys create',
  },
  'api-keys.revoke': {
    method: 'DELETE',
    path: `${OF_ORGANIZATION}/api-keys/{apiKeyId}`,
    summary: 'Revoke an API key, at once',
    permission: 'people:change',
    params: ofOrganization.extend({ apiKeyId: id }),
    answer: null,
    audit: 'api-key.revoked',
    command: 'people keys revoke',
  },
})
