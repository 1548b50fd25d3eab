import type { Handlers } from '#server/api/call'
import { acknowledge } from './alerts/acknowledge.ts'
import { changeChannelRoute, createChannel, listChannelsRoute, removeChannelRoute } from './alerts/channels.ts'
import { listDeliveriesRoute } from './alerts/deliveries.ts'
import { testChannel } from './alerts/test.ts'
import { createApiKey } from './api-keys/create.ts'
import { listApiKeysRoute } from './api-keys/list.ts'
import { revokeApiKeyRoute } from './api-keys/revoke.ts'
import {
  applyConfigurationRoute,
  downloadConfiguration,
  exportConfigurationRoute,
  previewConfiguration,
} from './configuration/file.ts'
import { previewPromotion, promoteConfiguration } from './configuration/promote.ts'
import { showConnectionActivity } from './connections/activity.ts'
import { changeConnection } from './connections/change.ts'
import { checkConnectionRoute, prepareConnectionRoute } from './connections/check.ts'
import { listChoices } from './connections/choices.ts'
import { createConnection } from './connections/create.ts'
import { beginGrant } from './connections/grant-begin.ts'
import { finishGrant } from './connections/grant-finish.ts'
import { listConnectionsRoute } from './connections/list.ts'
import { pauseConnectionRoute, resumeConnectionRoute } from './connections/pause.ts'
import { lookAtRemoval, removeConnectionRoute } from './connections/remove.ts'
import { rotateConnection } from './connections/rotate.ts'
import { listConnectors } from './connectors/list.ts'
import { changeIntegration } from './integrations/change.ts'
import { createIntegration } from './integrations/create.ts'
import { listIntegrationsRoute } from './integrations/list.ts'
import { previewOrder } from './integrations/preview.ts'
import { describeIntegrationRules } from './integrations/rules.ts'
import { showCoverage } from './mappings/coverage.ts'
import { replaceMappings } from './mappings/replace.ts'
import { showMappings } from './mappings/show.ts'
import { listSuggestions } from './mappings/suggestions.ts'
import { tryMapping } from './mappings/try.ts'
import { askPreflight } from './preflight/ask.ts'
import { showAccount } from './account/show.ts'
import { listAuditActors } from './audit/actors.ts'
import { exportAudit } from './audit/export.ts'
import { listAudit } from './audit/list.ts'
import { changeRole } from './members/change-role.ts'
import { listMembersRoute } from './members/list.ts'
import { removeMember } from './members/remove.ts'
import { signOutMember } from './members/sign-out.ts'
import { renameOrganizationRoute } from './organizations/rename.ts'
import { showOrganization } from './organizations/show.ts'
import { endOtherSessions, endOwnSession } from './sessions/end.ts'
import { listOwnSessions } from './sessions/list.ts'
import { confirmAdoptionRoute, rejectAdoptionsRoute } from './adoptions/decide.ts'
import { listAdoptionsRoute } from './adoptions/list.ts'
import { assignAttention, listPeople, showAssignee } from './attention/assign.ts'
import { listAttention } from './attention/list.ts'
import { resolveCause } from './attention/resolve.ts'
import { addNote, listNotesRoute, removeNote } from './notes/notes.ts'
import { acceptInvitation } from './invitations/accept.ts'
import { createInvitation } from './invitations/create.ts'
import { listInvitationsRoute } from './invitations/list.ts'
import { lookAtInvitation } from './invitations/look.ts'
import { revokeInvitationRoute } from './invitations/revoke.ts'
import { lookAtProduct, showProducts, unlinkVariantRoute } from './catalog/products.ts'
import { showPrices } from './catalog/prices.ts'
import { listFileColumns } from './files/columns.ts'
import { exportFileRoute } from './files/export.ts'
import { importFileRoute } from './files/import.ts'
import { askDrift, askImport, askShadow, askSweep } from './jobs/ask.ts'
import { listJobsRoute, showJobRoute, stopJob } from './jobs/look.ts'
import { askAdopt, releaseAdoptions } from './moves/adopt.ts'
import { askCompare } from './moves/compare.ts'
import { listImports } from './moves/imports.ts'
import { askUndo, previewRangeUndo } from './moves/undo.ts'
import { listDifferences } from './drift/differences.ts'
import { exportDriftReport } from './drift/export.ts'
import { listDriftReports } from './drift/list.ts'
import { showDriftReport } from './drift/show.ts'
import { exportLedgerDays, listLedgerDays } from './ledger/days.ts'
import { listAlarmsRoute } from './alarms/list.ts'
import { listComparable } from './ledger/integrations.ts'
import { showOverview } from './overview/show.ts'
import { showToday } from './overview/today.ts'
import { exportPayout, listPayoutLines } from './payouts/lines.ts'
import { listPayoutsRoute } from './payouts/list.ts'
import { showPayout } from './payouts/show.ts'
import { confirmStock, refuseStock } from './stock/decide.ts'
import { explainStock } from './stock/explain.ts'
import { exportStock } from './stock/export.ts'
import { listStock } from './stock/list.ts'
import { listStockLocations } from './stock/locations.ts'
import { showStock } from './stock/status.ts'
import { syncStock } from './stock/sync.ts'
import { changeRetentionRoute } from './retention/change.ts'
import { previewRetentionRoute, showRetentionRoute } from './retention/show.ts'
import { streamLive } from './live/stream.ts'
import { erasePersonRoute, exportPerson, findPersonRoute } from './privacy/person.ts'
import { answerPrivacyRoute, listPrivacyRoute } from './privacy/requests.ts'
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
import { previewTransfer } from './transfers/preview.ts'
import { rereadTransferRoute } from './transfers/reread.ts'
import { showStory } from './transfers/story.ts'
import { previewUndoRoute, undoTransfer } from './transfers/undo.ts'
import { explainDocument } from './transfers/why.ts'

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
  'audit.export': exportAudit,
  'audit.actors': listAuditActors,
  'account.show': showAccount,
  'privacy.requests': listPrivacyRoute,
  'privacy.find': findPersonRoute,
  'privacy.export': exportPerson,
  'privacy.erase': erasePersonRoute,
  'privacy.answered': answerPrivacyRoute,
  'jobs.list': listJobsRoute,
  'jobs.show': showJobRoute,
  'jobs.stop': stopJob,
  'jobs.import': askImport,
  'jobs.shadow': askShadow,
  'jobs.drift': askDrift,
  'jobs.sweep': askSweep,
  'jobs.adopt': askAdopt,
  'jobs.undo': askUndo,
  'jobs.compare': askCompare,
  'undo.preview': previewRangeUndo,
  'imports.list': listImports,
  'adoptions.release': releaseAdoptions,
  'files.columns': listFileColumns,
  'files.import': importFileRoute,
  'files.export': exportFileRoute,
  'products.show': showProducts,
  'products.look': lookAtProduct,
  'products.unlink': unlinkVariantRoute,
  'prices.show': showPrices,
  'live.stream': streamLive,
  'transfers.list': listTransfersRoute,
  'transfers.counts': countTransfers,
  'transfers.show': showTransferRoute,
  'transfers.retry': retryTransfersRoute,
  'transfers.skip': skipTransferRoute,
  'transfers.story': showStory,
  'transfers.why': explainDocument,
  'transfers.preview': previewTransfer,
  'transfers.reread': rereadTransferRoute,
  'transfers.undo-preview': previewUndoRoute,
  'transfers.undo': undoTransfer,
  'adoptions.list': listAdoptionsRoute,
  'adoptions.confirm': confirmAdoptionRoute,
  'adoptions.reject': rejectAdoptionsRoute,
  'attention.list': listAttention,
  'attention.resolve': resolveCause,
  'attention.assign': assignAttention,
  'attention.assignee': showAssignee,
  'attention.people': listPeople,
  'notes.list': listNotesRoute,
  'notes.add': addNote,
  'notes.remove': removeNote,
  'connectors.list': listConnectors,
  'connections.list': listConnectionsRoute,
  'connections.create': createConnection,
  'connections.change': changeConnection,
  'connections.rotate': rotateConnection,
  'connections.grant': beginGrant,
  'connections.granted': finishGrant,
  'connections.activity': showConnectionActivity,
  'connections.check': checkConnectionRoute,
  'connections.prepare': prepareConnectionRoute,
  'connections.pause': pauseConnectionRoute,
  'connections.resume': resumeConnectionRoute,
  'connections.removal': lookAtRemoval,
  'connections.remove': removeConnectionRoute,
  'connections.choices': listChoices,
  'configuration.export': exportConfigurationRoute,
  'configuration.download': downloadConfiguration,
  'configuration.preview': previewConfiguration,
  'configuration.apply': applyConfigurationRoute,
  'configuration.promotion': previewPromotion,
  'configuration.promote': promoteConfiguration,
  'integrations.list': listIntegrationsRoute,
  'integrations.rules': describeIntegrationRules,
  'integrations.create': createIntegration,
  'integrations.change': changeIntegration,
  'integrations.preview': previewOrder,
  'mappings.show': showMappings,
  'mappings.replace': replaceMappings,
  'mappings.try': tryMapping,
  'mappings.coverage': showCoverage,
  'mappings.suggestions': listSuggestions,
  'jobs.preflight': askPreflight,
  'retention.show': showRetentionRoute,
  'retention.preview': previewRetentionRoute,
  'retention.change': changeRetentionRoute,
  'stock.status': showStock,
  'stock.list': listStock,
  'stock.locations': listStockLocations,
  'stock.export': exportStock,
  'stock.explain': explainStock,
  'stock.sync': syncStock,
  'stock.confirm': confirmStock,
  'stock.refuse': refuseStock,
  'payouts.list': listPayoutsRoute,
  'payouts.show': showPayout,
  'payouts.lines': listPayoutLines,
  'payouts.export': exportPayout,
  'overview.show': showOverview,
  'overview.today': showToday,
  'alarms.list': listAlarmsRoute,
  'ledger.integrations': listComparable,
  'ledger.days': listLedgerDays,
  'ledger.export': exportLedgerDays,
  'drift.list': listDriftReports,
  'drift.show': showDriftReport,
  'drift.differences': listDifferences,
  'drift.export': exportDriftReport,
  'alerts.channels': listChannelsRoute,
  'alerts.create': createChannel,
  'alerts.change': changeChannelRoute,
  'alerts.remove': removeChannelRoute,
  'alerts.test': testChannel,
  'alerts.deliveries': listDeliveriesRoute,
  'alerts.acknowledge': acknowledge,
}
