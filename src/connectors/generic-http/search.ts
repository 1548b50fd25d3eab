import type { DocumentSearch, DocumentTarget, FoundDocument } from '#contract/target'
import type { DocumentKind } from '#model/documents'
import { foundFrom, notStorable, takenByOther } from '#generic/found-document'
import { notDescribed } from '#generic/operation-errors'
import { toldBy } from '#generic/record-map'
import { pagesOf } from './pages.ts'
import { call, type HttpContext } from './request.ts'
import type { HttpSettings } from './settings.ts'

type Target = DocumentTarget<HttpSettings>

/** Documents that the system holds, whoever wrote them; absent where the settings do not describe it. */
export function searchOf(settings: HttpSettings, find: Target['find']): Pick<Target, 'search' | 'adopt'> {
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
  context: HttpContext,
  { kind, from, to }: DocumentSearch,
): AsyncGenerator<readonly FoundDocument[]> {
  const where = `documents.${kind}.search`
  const setting = context.settings.documents?.[kind]?.search
  if (setting === undefined) throw notDescribed(where)
  const { fields, rows } = setting
  const input = { kind, from, to }
  for await (const items of pagesOf(context, setting, { where, input, effect: 'read' })) {
    const page: FoundDocument[] = []
    for (const item of items) {
      const found = foundFrom(kind, await toldBy({ fields, lists: { rows } }, item, { where, bindings: input }), where)
      if (found.date >= from && found.date <= to) page.push(found)
    }
    if (page.length > 0) yield page
  }
}

async function adopt(
  context: HttpContext,
  find: Target['find'],
  {
    kind,
    externalId,
    reference,
  }: { readonly kind: DocumentKind; readonly externalId: string; readonly reference: string },
): Promise<void> {
  const setting = context.settings.documents?.[kind]?.adopt
  if (setting === undefined) throw notStorable(externalId, kind)
  const there = await find(context, kind, reference)
  if (there?.externalId === externalId) return
  if (there !== null) throw takenByOther(externalId, reference)
  await call(context, setting, {
    where: `documents.${kind}.adopt`,
    input: { kind, externalId, reference },
    effect: 'write',
  })
}
