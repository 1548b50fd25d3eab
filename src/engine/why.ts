import { evaluated, type ExplainedPart, type Explanation, unexplained } from '#books/explain'
import { type DecidingRule, type DecidingRules, decidingRules } from '#books/explain-rules'
import { followedNumbers } from '#books/explain-trace'
import { taxKeyId } from '#books/tax-keys'
import type { ConnectorRegistry } from '#contract/connector'
import { type DocumentEvidence, findDocuments, type NewEvidence } from '#database/evidence'
import { getIntegration, type Integration } from '#database/integrations'
import { heldDocuments } from '#database/links'
import type { Sql } from '#database/pool'
import { listRevisions } from '#database/revisions'
import { ordersBroughtBy } from '#database/shipments'
import { TillbridgeError } from '#lib/errors'
import type { Mappings } from '#mapping/mappings'
import { resolve } from '#mapping/resolve'
import { isSalesDocument, type TargetDocument } from '#model/documents'
import { withBoundItems } from './catalog/bound-mappings.ts'
import { boundThen, type Decision, decisionsOf } from './evidence.ts'
import { type History, historyAt, type RuleChange, type RuleLife } from './why-history.ts'
import { whyFields, type WhyField } from './why-fields.ts'
import { BOUND, type MappedCode, mappedCodes } from './why-mapping.ts'

export interface WhyRequest {
  readonly organizationId: string
  /** Our reference, or the target's own id, e.g. `ACC-SINV-2026-00012`. */
  readonly document: string
  /** Only of this integration, where several targets number alike. */
  readonly integrationId?: string
  /** For the names of fields as the store knows them; absent = they are left out. */
  readonly connectors?: ConnectorRegistry
}

/** Why a document of the target says what it says: calculated once more from what was kept when it was written. */
export interface Why {
  readonly reference: string
  readonly externalId: string
  readonly kind: string
  readonly state: 'issued' | 'cancelled'
  readonly url: string | null
  /** The target's ids of its rows, by row. */
  readonly rowIds: Readonly<Record<string, string>>
  readonly writtenAt: string
  readonly currency: string
  readonly date: string
  /** What people call the order, or the payout that booked it. */
  readonly recordName: string | null
  readonly integration: string
  /** The rules that it was written under. */
  readonly rulesFrom: RuleChange
  /** Policies on which it depends that the document is there, and on which date. */
  readonly rules: readonly RuleUse[]
  readonly figures: readonly WhyFigure[]
  /** Fields of the target that expressions filled. */
  readonly fields: readonly WhyField[]
  /** Figures that are stored otherwise than they are explained: the planner has changed since. Empty = all is explained. */
  readonly differing: readonly string[]
}

export type RuleUse = DecidingRule & { readonly life: RuleLife }
export type CodeUse = MappedCode & {
  /** `null` where no entry decided, or none that a person wrote. */
  readonly life: RuleLife | null
  /** The code that today's tables would give; `undefined` = they give none. */
  readonly today: string | null | undefined
}

export interface WhyFigure extends Explanation {
  readonly parts: readonly WhyPart[]
  readonly rules: readonly RuleUse[]
  /** The codes of the target that the figure is booked under. */
  readonly mapping: readonly CodeUse[]
}

export type WhyPart = ExplainedPart & {
  /** What the store calls the field, e.g. `LineItem.originalUnitPriceSet.shopMoney`; `null` = it is none of the store's, or nobody says. */
  readonly storeField: string | null
}

/**
 * Explains a document.
 *
 * @throws {TillbridgeError} `rejected`: `DOCUMENT_UNKNOWN`, `DOCUMENT_AMBIGUOUS`, `DOCUMENT_OF_TARGET`, `EVIDENCE_MISSING` for what was adopted, is older
 *   than evidence is kept or was written before it was, `EVIDENCE_OUTDATED` when this version would not write such a document at all.
 */
export async function why(sql: Sql, request: WhyRequest): Promise<Why> {
  const document = await findDocument(sql, request)
  const { organizationId } = request
  const { evidence, integrationId, transferId } = document
  if (evidence === null) throw missing(document)
  const integration = await getIntegration(sql, organizationId, integrationId)
  const history = integration === null ? null : await historyOf(sql, integration, document, evidence)
  if (integration === null || history === null) throw missing(document)
  const held = (await heldDocuments(sql, [{ organizationId, transferId }])).get(transferId) ?? []
  const rules = { policies: history.rules.policies, scope: integration.key }
  const fieldName = request.connectors?.get(document.storeConnector)?.reads.orders?.fieldName
  const told = { history, integration, fieldName, fields: await whyFields(document, history, integration) }
  return explained(document, decisionsOf(evidence, rules, held), told)
}

async function findDocument(sql: Sql, request: WhyRequest): Promise<DocumentEvidence> {
  const found = await findDocuments(sql, request.organizationId, request.document)
  const { integrationId } = request
  const [document, another] =
    integrationId === undefined ? found : found.filter((one) => one.integrationId === integrationId)
  if (document === undefined) {
    const orders = await ordersBroughtBy(sql, request.organizationId, request.document)
    throw orders.length === 0 ? unknown(request.document) : madeThere(request.document, orders)
  }
  if (another !== undefined) throw ambiguous(request.document, found)
  return document
}

/** The rules then and now, each with the items that the document's products were bound to. */
async function historyOf(
  sql: Sql,
  { organizationId, integrationId }: Integration,
  { document }: DocumentEvidence,
  evidence: NewEvidence,
): Promise<History | null> {
  const history = historyAt(await listRevisions(sql, organizationId, integrationId), evidence.revision)
  if (history === null) return null
  const { rules, rulesNow } = history
  const documents = [document as TargetDocument]
  const now = await withBoundItems(sql, { organizationId, integrationId }, { mappings: rulesNow.mappings, documents })
  const bound = boundThen(evidence) ?? now.bound
  const then = bound === undefined ? rules.mappings : { ...rules.mappings, bound }
  return { ...history, rules: { ...rules, mappings: then }, rulesNow: { ...rulesNow, mappings: now } }
}

interface Told {
  readonly history: History
  readonly integration: Integration
  readonly fields: readonly WhyField[]
  readonly fieldName: ((path: string) => string | null) | undefined
}

function explained(
  document: DocumentEvidence,
  decisions: readonly Decision[],
  { history, integration, fields, fieldName = () => null }: Told,
): Why {
  const { mappings } = history.rules
  for (const decision of decisions) {
    const explanation = decision.explain(document.reference, arrangedBy(mappings))
    const planned = decision.explain(document.reference)
    if (explanation === null || planned === null) continue
    const rules = decidingRules(history.rules.policies, decision.replan, planned.document)
    const codes = codesOf(planned.document, history)
    const values = evaluated(explanation)
    return {
      ...headOf(document),
      currency: explanation.document.currency,
      date: explanation.document.date,
      integration: integration.key,
      rulesFrom: history.change,
      rules: rules.document.map((rule) => ruleUse(rule, history)),
      figures: explanation.figures.map((figure) => ({
        ...figure,
        parts: figure.parts.map((part) => ({ ...part, storeField: fieldName(part.source) })),
        rules: rulesOf(figure, rules).map((rule) => ruleUse(rule, history)),
        mapping: codes.filter((code) => concerns(code, figure, explanation.document)),
      })),
      fields,
      differing: [
        ...unexplained(planned, document.document as TargetDocument),
        ...explanation.figures.filter(({ figure, value }) => values.get(figure) !== value).map(({ figure }) => figure),
      ],
    }
  }
  throw outdated(document)
}

const headOf = ({ reference, externalId, kind, state, url, rowIds, writtenAt, recordName }: DocumentEvidence) => ({
  reference,
  externalId,
  kind,
  state,
  url,
  rowIds,
  writtenAt,
  recordName,
})

/** What the mapping does to figures: a bundle becomes its components, with their shares of it. */
function arrangedBy(mappings: Mappings): (document: TargetDocument) => TargetDocument {
  const followed = { ...mappings, items: followedNumbers(mappings.items, 'mappings.items', ['share', 'quantity']) }
  return (document) => {
    const resolved = resolve(document, followed)
    return resolved.ok ? resolved.document : document
  }
}

const ruleUse = (rule: DecidingRule, history: History): RuleUse => ({ ...rule, life: history.policyLife(rule.path) })

/** A part of a bundle depends on what the bundle depends on. */
const rulesOf = ({ figure, row, name }: Explanation, { figures }: DecidingRules): readonly DecidingRule[] =>
  figures.get(figure) ??
  (row?.includes('/') === true ? figures.get(`${row.slice(0, row.indexOf('/'))}/${name}`) : null) ??
  []

function codesOf(document: TargetDocument, history: History): CodeUse[] {
  const today = new Map(mappedCodes(document, history.rulesNow.mappings).map((code) => [placeOf(code), code.value]))
  return mappedCodes(document, history.rules.mappings).map((code) => ({
    ...code,
    life: code.entry === null || code.entry.table === BOUND ? null : history.entryLife(code.entry),
    today: today.get(placeOf(code)),
  }))
}

const placeOf = ({ on, field }: MappedCode): string => `${on} ${field}`

/** Codes of the figure's own row; of its tax for a tax; of the document for what belongs to the document. */
function concerns({ on }: MappedCode, { row, tax }: Explanation, document: TargetDocument): boolean {
  if (tax === null) return on === row
  return (
    isSalesDocument(document) && document.taxes.some(({ key }, index) => on === `tax:${index}` && taxKeyId(key) === tax)
  )
}

const unknown = (name: string): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'DOCUMENT_UNKNOWN',
    message: `Tillbridge has written no document called ${name}.`,
    remedy: 'Give its number as the target shows it, or our reference: "tillbridge transfers show" lists both.',
  })

const madeThere = (name: string, orders: readonly string[]): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'DOCUMENT_OF_TARGET',
    message: `${name} was made in the ERP by its own people: it brought goods of ${orders.join(', ')}, and Tillbridge wrote none of its figures.`,
    remedy: `What the store was told of it: tillbridge transfers show ${name}`,
  })

const ambiguous = (name: string, found: readonly DocumentEvidence[]): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'DOCUMENT_AMBIGUOUS',
    message: `Several documents are called ${name}.`,
    remedy: `Give our reference instead: ${found.map((one) => one.reference).join(', ')}.`,
  })

const missing = ({ externalId, forgotten }: DocumentEvidence): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'EVIDENCE_MISSING',
    message: forgotten
      ? `What ${externalId} was decided on is no longer kept.`
      : `Nothing was kept of how ${externalId} came about: it was there before Tillbridge, or was written by an earlier version.`,
    remedy: 'Compare it with the order in the store: "tillbridge preview" shows what would be written today.',
  })

const outdated = ({ externalId }: DocumentEvidence): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'EVIDENCE_OUTDATED',
    message: `This version of Tillbridge would not write ${externalId} from what it was decided on.`,
    remedy: 'Ask the version that wrote it; what was kept is in its evidence.',
  })
