import { checkedStart, listDocs } from './list.ts'
import { readLimit } from './list-filters.ts'
import { type Args, parsed } from './request.ts'
import type { SiteCore } from './site.ts'

const DEFAULT_PAGE = 20

/** Runs a list request from the arguments of `/api/resource/{DocType}` or `frappe.client.get_list`. */
export function listArgs(site: SiteCore, doctype: string, args: Args): unknown[] {
  const fields = parsed(args['fields'])
  const rows = listDocs(site, {
    doctype,
    fields: Array.isArray(fields) ? fields : fields === undefined || fields === '' ? undefined : [fields],
    filters: parsed(args['filters']),
    orFilters: parsed(args['or_filters']),
    orderBy: textArg(args['order_by']),
    groupBy: textArg(args['group_by']),
    start: checkedStart(site, doctype, args['limit_start']),
    limit: readLimit(args['limit'] ?? args['limit_page_length'], DEFAULT_PAGE),
  })
  const asDict = args['as_dict']
  return asDict === '0' || asDict === 0 || asDict === false ? rows.map((row) => Object.values(row)) : rows
}

function textArg(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}
