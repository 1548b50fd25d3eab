import type { Handlers } from '#server/api/call'
import { createApiKey } from './api-keys/create.ts'
import { listApiKeysRoute } from './api-keys/list.ts'
import { revokeApiKeyRoute } from './api-keys/revoke.ts'
import { listAudit } from './audit/list.ts'
import { changeRole } from './members/change-role.ts'
import { listMembersRoute } from './members/list.ts'
import { removeMember } from './members/remove.ts'
import { signOutMember } from './members/sign-out.ts'
import { renameOrganizationRoute } from './organizations/rename.ts'
import { showOrganization } from './organizations/show.ts'
import { endOtherSessions, endOwnSession } from './sessions/end.ts'
import { listOwnSessions } from './sessions/list.ts'
import { listAttention } from './attention/list.ts'
import { acceptInvitation } from './invitations/accept.ts'
import { createInvitation } from './invitations/create.ts'
import { listInvitationsRoute } from './invitations/list.ts'
import { lookAtInvitation } from './invitations/look.ts'
import { revokeInvitationRoute } from './invitations/revoke.ts'
import { askDrift, askImport, askShadow, askSweep } from './jobs/ask.ts'
import { listJobsRoute, showJobRoute, stopJob } from './jobs/look.ts'
import { streamLive } from './live/stream.ts'
import { showSession } from './session/show.ts'
import { createOwner } from './setup/create-owner.ts'
import { setupLink } from './setup/link.ts'
import { recoverOwner } from './setup/recover.ts'
import { setupStatus } from './setup/status.ts'
import { countTransfers } from './transfers/counts.ts'
import { listTransfersRoute } from './transfers/list.ts'
import { retryTransfersRoute } from './transfers/retry.ts'
import { showTransferRoute } from './transfers/show.ts'
import { skipTransferRoute } from './transfers/skip.ts'

/** What each route does. A route without a handler does not compile. */
export const HANDLERS: Handlers = {
  'session.show': showSession,
  'setup.status': setupStatus,
  'setup.link': setupLink,
  'setup.create-owner': createOwner,
  'setup.recover': recoverOwner,
  'invitations.list': listInvitationsRoute,
  'invitations.create': createInvitation,
  'invitations.revoke': revokeInvitationRoute,
  'invitations.look': lookAtInvitation,
  'invitations.accept': acceptInvitation,
  'organization.show': showOrganization,
  'organization.rename': renameOrganizationRoute,
  'members.list': listMembersRoute,
  'members.change-role': changeRole,
  'members.remove': removeMember,
  'members.sign-out': signOutMember,
  'sessions.list': listOwnSessions,
  'sessions.end': endOwnSession,
  'sessions.end-others': endOtherSessions,
  'api-keys.list': listApiKeysRoute,
  'api-keys.create': createApiKey,
  'api-keys.revoke': revokeApiKeyRoute,
  'audit.list': listAudit,
  'jobs.list': listJobsRoute,
  'jobs.show': showJobRoute,
  'jobs.stop': stopJob,
  'jobs.import': askImport,
  'jobs.shadow': askShadow,
  'jobs.drift': askDrift,
  'jobs.sweep': askSweep,
  'live.stream': streamLive,
  'transfers.list': listTransfersRoute,
  'transfers.counts': countTransfers,
  'transfers.show': showTransferRoute,
  'transfers.retry': retryTransfersRoute,
  'transfers.skip': skipTransferRoute,
  'attention.list': listAttention,
}
