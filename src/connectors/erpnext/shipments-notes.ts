import { z } from 'zod'
import type { NotedDocument, NoteTarget, Note } from '#contract/returns'
import { type ErpnextContext, insert, list, update } from './client.ts'
import { escapeHtml } from './sales-head.ts'
import type { ErpnextSettings } from './settings.ts'
import { DOCTYPE } from './vendor.ts'

/** Notes for people: comments in the timeline of a document. */
export const notes: NoteTarget<ErpnextSettings> = { put }

const about = { doctype: 'Comment' }
const named = z.object({ name: z.string() })

async function put(context: ErpnextContext, document: NotedDocument, note: Note): Promise<string> {
  const content = `${escapeHtml(note.text)} <span class="text-muted">(${escapeHtml(note.reference)})</span>`
  const known = note.externalId ?? (await find(context, document, note.reference))
  if (known !== null) {
    await update(context, about, known, { content })
    return known
  }
  const comment = {
    comment_type: 'Comment',
    reference_doctype: DOCTYPE[document.kind],
    reference_name: document.externalId,
    content,
  }
  return (await insert(context, about, comment, named)).data.name
}

/** Nobody knows whether an earlier run wrote it: comments have no field for our reference but their text. */
async function find(
  context: ErpnextContext,
  { kind, externalId }: NotedDocument,
  reference: string,
): Promise<string | null> {
  const [found] = await list(context, 'Comment', named, {
    fields: ['name'],
    filters: [
      ['reference_doctype', '=', DOCTYPE[kind]],
      ['reference_name', '=', externalId],
      ['content', 'like', `%(${escapeHtml(reference)})%`],
    ],
    limit: 1,
  })
  return found?.name ?? null
}
