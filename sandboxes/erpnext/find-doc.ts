import type { Doc } from './controller.ts'
import { FrappeError } from './frappe-error.ts'
import type { SiteCore } from './site.ts'

/** A stored document to change, or a settings DocType, which always exists. */
export function findDoc(site: SiteCore, doctype: string, name: unknown): Doc {
  const meta = site.meta(doctype)
  if (meta.issingle) {
    const { creation: _, ...doc } = site.single(doctype)
    return { ...(doc as Doc), idx: '0' }
  }
  if (typeof name !== 'string' && typeof name !== 'number')
    throw new FrappeError('DoesNotExistError', `${doctype} None not found`)
  return site.get(doctype, name)
}
