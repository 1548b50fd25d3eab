import type { DocumentSearch, DocumentTarget, FoundDocument } from '#contract/target'
import type { DocumentKind } from '#model/documents'
import { FOUND_NAMES, foundFrom, notStorable, takenByOther } from '#generic/found-document'
import { notDescribed } from '#generic/operation-errors'
import { toldByRow } from '#generic/record-map'
import { pagesOf } from './pages.ts'
import type { SqlSettings } from './settings.ts'
import { type SqlContext, transaction } from './statements.ts'

type Target = DocumentTarget<SqlSettings>

/** Documents that the system holds, whoever wrote them; absent where the settings do not describe it. */
export function searchOf(settings: SqlSettings, find: Target['find']): Pick<Target, 'search' | 'adopt'> {
  const described = Object.values(settings.documents ?? {})
  const searched = described.some((setting) => setting?.search !== undefined)
  const adopted = described.some((setting) => setting?.adopt !== undefined)
  return {
    ...(searched ? { search } : {}),
    ...(adopted
      ? { adopt: (context, kind, externalId, reference) => adopt(context, find, { kind, externalId, reference }) }
      : {}),
  }
}

async function* search(
  context: SqlContext,
  { kind, from, to }: DocumentSearch,
): AsyncGenerator<readonly FoundDocument[]> {
  const where = `documents.${kind}.search`
  const statement = context.settings.documents?.[kind]?.search
  if (statement === undefined) throw notDescribed(where)
  for await (const rows of pagesOf(context, statement, ['date', 'id'], { where, input: { kind, from, to } })) {
    const page = rows
      .map((row) => foundFrom(kind, toldByRow(FOUND_NAMES, row, where), where))
      .filter(({ date }) => date >= from && date <= to)
    if (page.length > 0) yield page
  }
}

async function adopt(
  context: SqlContext,
  find: Target['find'],
  wanted: { readonly kind: DocumentKind; readonly externalId: string; readonly reference: string },
): Promise<void> {
  const { kind, externalId, reference } = wanted
  const steps = context.settings.documents?.[kind]?.adopt
  if (steps === undefined) throw notStorable(externalId, kind)
  const there = await find(context, kind, reference)
  if (there?.externalId === externalId) return
  if (there !== null) throw takenByOther(externalId, reference)
  const where = `documents.${kind}.adopt`
  await transaction(context, { where, effect: 'write' }, (running) => running.steps(steps, { ...wanted }, where))
}
