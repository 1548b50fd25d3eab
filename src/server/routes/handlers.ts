import type { Handlers } from '#server/api/call'
import { listAttention } from './attention/list.ts'
import { acceptInvitation } from './invitations/accept.ts'
import { createInvitation } from './invitations/create.ts'
import { listInvitationsRoute } from './invitations/list.ts'
import { lookAtInvitation } from './invitations/look.ts'
import { revokeInvitationRoute } from './invitations/revoke.ts'
import { askDrift, askImport, askShadow, askSweep } from './jobs/ask.ts'
import { listJobsRoute, showJobRoute, stopJob } from './jobs/look.ts'
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
  'jobs.list': listJobsRoute,
  'jobs.show': showJobRoute,
  'jobs.stop': stopJob,
  'jobs.import': askImport,
  'jobs.shadow': askShadow,
  'jobs.drift': askDrift,
  'jobs.sweep': askSweep,
  'transfers.list': listTransfersRoute,
  'transfers.counts': countTransfers,
  'transfers.show': showTransferRoute,
  'transfers.retry': retryTransfersRoute,
  'transfers.skip': skipTransferRoute,
  'attention.list': listAttention,
}
