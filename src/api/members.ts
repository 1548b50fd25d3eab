import { z } from 'zod'
import { id, instant, key, listOf, pageById } from './parts.ts'
import { ROLES } from './permissions.ts'
import { OF_ORGANIZATION, routes } from './route.ts'

const role = z.enum(ROLES)
const ofOrganization = z.object({ organization: key })
const ofMember = ofOrganization.extend({ userId: id })

export const member = z.object({
  userId: id,
  name: z.string(),
  email: z.string(),
  role,
  secondFactor: z.boolean(),
  joinedAt: instant,
  /** Signs in with the company's own identity provider, whose second factor counts. */
  hasProvider: z.boolean(),
  /** Within the day; `null` = has no session. */
  lastSeenAt: instant.nullable(),
  /** Browsers in which the person is signed in. */
  sessions: z.number().int(),
})

export const memberRoutes = routes({
  'organization.show': {
    method: 'GET',
    path: OF_ORGANIZATION,
    summary: 'Show the organisation',
    permission: 'person',
    params: ofOrganization,
    answer: z.object({ organization: key, name: z.string(), createdAt: instant }),
  },
  'organization.rename': {
    method: 'PATCH',
    path: OF_ORGANIZATION,
    summary: 'Give the organisation another name; its key stays',
    permission: 'organization:change',
    params: ofOrganization,
    body: z.object({ name: z.string().trim().min(1).max(100) }),
    answer: z.object({ organization: key, name: z.string() }),
    audit: 'organization.renamed',
    command: 'people rename-organization',
  },
  'members.list': {
    method: 'GET',
    path: `${OF_ORGANIZATION}/members`,
    summary: 'List the people of the organisation',
    permission: 'people:read',
    params: ofOrganization,
    query: z.object(pageById),
    answer: listOf(member),
    command: 'people list',
  },
  'members.change-role': {
    method: 'PATCH',
    path: `${OF_ORGANIZATION}/members/{userId}`,
    summary: 'Give a person another role',
    permission: 'people:change',
    params: ofMember,
    body: z.object({ role }),
    answer: z.object({ userId: id, role }),
    failures: ['ROLE_ABOVE_YOURS', 'LAST_OWNER'],
    audit: 'member.role-changed',
    command: 'people role',
  },
  'members.remove': {
    method: 'DELETE',
    path: `${OF_ORGANIZATION}/members/{userId}`,
    summary: 'Remove a person from the organisation',
    permission: 'people:change',
    params: ofMember,
    answer: null,
    failures: ['ROLE_ABOVE_YOURS', 'LAST_OWNER'],
    audit: 'member.removed',
    command: 'people remove',
  },
  'members.sign-out': {
    method: 'POST',
    path: `${OF_ORGANIZATION}/members/{userId}/sign-out`,
    summary: 'End all sessions of a person',
    permission: 'people:change',
    params: ofMember,
    answer: z.object({ sessions: z.number().int() }),
    failures: ['ROLE_ABOVE_YOURS'],
    audit: 'member.signed-out',
    command: 'people sign-out',
  },
})

export const session = z.object({
  sessionId: id,
  /** The one that this request is made with. */
  current: z.boolean(),
  address: z.string().nullable(),
  /** What the browser calls itself. */
  browser: z.string().nullable(),
  createdAt: instant,
  lastSeenAt: instant,
  expiresAt: instant,
})

const EACH_LOG = { none: 'the handler tells the log of each organisation that the person belongs to' } as const

export const ownSessionRoutes = routes({
  'sessions.list': {
    method: 'GET',
    path: '/sessions',
    summary: 'List where you are signed in',
    permission: 'person',
    answer: z.object({ items: z.array(session) }),
  },
  'sessions.end': {
    method: 'DELETE',
    path: '/sessions/{sessionId}',
    summary: 'End one of your sessions',
    permission: 'person',
    params: z.object({ sessionId: id }),
    answer: null,
    audit: EACH_LOG,
  },
  'sessions.end-others': {
    method: 'POST',
    path: '/sessions/end-others',
    summary: 'End all of your sessions but this one',
    permission: 'person',
    answer: z.object({ sessions: z.number().int() }),
    audit: EACH_LOG,
  },
})
