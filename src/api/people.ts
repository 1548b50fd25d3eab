import { z } from 'zod'
import { id, instant, key, listOf, pageById } from './parts.ts'
import { ROLES } from './permissions.ts'
import { OF_ORGANIZATION, routes } from './route.ts'
import { emailAddress, newPassword } from './sign-in.ts'

// How a person gets in (signing in itself: ./sign-in.ts, called with callSignIn of ./sign-in-client.ts):
// - First start: the terminal shows /welcome#token=…; the page asks `setup.link` what the token is for, then `setup.create-owner`
//   (purpose `first-owner`) or `setup.recover` (purpose `recover`), then signs in with the e-mail and password just chosen.
// - Invitation: /invitation#token=…; `invitations.look` tells what it is for; `invitations.accept` with name and password for somebody
//   new, or without them for somebody who has an account and is signed in with that e-mail address.
// - `session.show` tells who is signed in (401 = nobody).

const role = z.enum(ROLES)
const token = z.string().min(20).max(200)
const personName = z.string().trim().min(1).max(100)
const ofOrganization = z.object({ organization: key })

export const setupRoutes = routes({
  'setup.status': {
    method: 'GET',
    path: '/setup',
    summary: 'Tell whether an owner is still to be made, and how people sign in',
    permission: 'public',
    answer: z.object({
      /** Nobody owns this installation yet: open the link that the terminal shows. */
      needsOwner: z.boolean(),
      /** What the button of the company's own sign-in says; `null` = there is none. */
      provider: z.object({ name: z.string() }).nullable(),
      /** Whether a forgotten password can be replaced by e-mail. */
      mail: z.boolean(),
    }),
  },
  'setup.link': {
    method: 'POST',
    path: '/setup/link',
    summary: 'Tell what a link from the terminal is for',
    permission: 'public',
    body: z.object({ token }),
    answer: z.object({
      purpose: z.enum(['first-owner', 'recover']),
      organization: z.string(),
      /** Whose account is recovered. */
      email: z.string().nullable(),
    }),
    failures: ['LINK_USED_UP'],
    audit: { none: 'it only looks' },
  },
  'setup.create-owner': {
    method: 'POST',
    path: '/setup/owner',
    summary: 'Make the first owner, with the link from the terminal',
    permission: 'public',
    body: z.object({ token, name: personName, email: emailAddress, password: newPassword }),
    answer: z.object({ created: z.literal(true) }),
    failures: ['LINK_USED_UP', 'EMAIL_TAKEN'],
    audit: 'owner.created',
    command: 'people owner-link',
  },
  'setup.recover': {
    method: 'POST',
    path: '/setup/recover',
    summary: 'Set a new password with the link from the terminal; the second factor and all sessions end',
    permission: 'public',
    body: z.object({ token, password: newPassword }),
    answer: z.object({ recovered: z.literal(true) }),
    failures: ['LINK_USED_UP'],
    audit: 'owner.recovered',
    command: 'people owner-link',
  },
})

export const invitation = z.object({
  invitationId: id,
  email: z.string(),
  role,
  invitedBy: z.string(),
  createdAt: instant,
  expiresAt: instant,
  state: z.enum(['open', 'expired', 'accepted', 'revoked']),
})

export const invitationRoutes = routes({
  'invitations.list': {
    method: 'GET',
    path: `${OF_ORGANIZATION}/invitations`,
    summary: 'List invitations, the newest first',
    permission: 'people:read',
    params: ofOrganization,
    query: z.object(pageById),
    answer: listOf(invitation),
    command: 'people list',
  },
  'invitations.create': {
    method: 'POST',
    path: `${OF_ORGANIZATION}/invitations`,
    summary: 'Invite a person; the link is shown once',
    permission: 'people:change',
    params: ofOrganization,
    body: z.object({ email: emailAddress, role }),
    /** `sent` = the link went out by e-mail; otherwise whoever invites hands it over. */
    answer: z.object({ invitation, link: z.string(), sent: z.boolean() }),
    failures: ['ALREADY_MEMBER', 'ROLE_ABOVE_YOURS'],
    audit: 'invitation.created',
    command: 'people invite',
  },
  'invitations.revoke': {
    method: 'DELETE',
    path: `${OF_ORGANIZATION}/invitations/{invitationId}`,
    summary: 'Take an invitation back',
    permission: 'people:change',
    params: ofOrganization.extend({ invitationId: id }),
    answer: null,
    audit: 'invitation.revoked',
    command: 'people uninvite',
  },
  'invitations.look': {
    method: 'POST',
    path: '/invitations/look',
    summary: 'Tell what the link of an invitation is for',
    permission: 'public',
    body: z.object({ token }),
    answer: z.object({
      /** Its name, as people call it. */
      organization: z.string(),
      email: z.string(),
      role,
      /** Somebody has an account with this address: sign in with it before accepting. */
      hasAccount: z.boolean(),
    }),
    failures: ['LINK_USED_UP'],
    audit: { none: 'it only looks' },
  },
  'invitations.accept': {
    method: 'POST',
    path: '/invitations/accept',
    summary: 'Accept an invitation: as somebody new with name and password, or with the account that is signed in',
    permission: 'public',
    body: z.object({ token, name: personName.optional(), password: newPassword.optional() }),
    answer: z.object({ organization: key }),
    failures: ['LINK_USED_UP', 'SIGN_IN_FIRST', 'INVITATION_OF_SOMEBODY_ELSE', 'NAME_AND_PASSWORD_MISSING'],
    audit: 'invitation.accepted',
  },
})
