import { companyOfLocation } from './companies.ts'
import { companyLocationView, companyView, contactView } from './company-view.ts'
import type { ConnectionArgs, View } from './connections.ts'
import { numericId } from './ids.ts'
import { templateViews } from './payment-terms-templates.ts'
import type { CompanyLocationState, CompanyState } from './people-state.ts'
import { type SearchFields, searchOver } from './search.ts'
import type { Shop } from './shop.ts'
import { sortedConnection } from './sorted-connection.ts'

interface ListArgs extends ConnectionArgs {
  readonly query?: string | null
  readonly sortKey?: string | null
}

interface Dated {
  readonly id: number
  readonly name: string
  readonly createdAt: Date
  readonly updatedAt: Date
}

type Located = CompanyLocationState & { readonly companyId: number }

const COMPANY: SearchFields<CompanyState> = {
  texts: { external_id: ({ externalId }) => [externalId], name: ({ name }) => [name], '': ({ name }) => [name] },
  dates: {
    updated_at: ({ updatedAt }) => updatedAt,
    created_at: ({ createdAt }) => createdAt,
    since_date: ({ customerSince }) => customerSince,
  },
  numbers: { id: ({ id }) => id },
}

const LOCATION: SearchFields<Located> = {
  texts: { external_id: ({ externalId }) => [externalId], name: ({ name }) => [name], '': ({ name }) => [name] },
  dates: { updated_at: ({ updatedAt }) => updatedAt, created_at: ({ createdAt }) => createdAt },
  numbers: { id: ({ id }) => id, company_id: ({ companyId }) => companyId },
}

function keyOf(sortKey: string | null | undefined): (item: Dated) => number | string {
  if (sortKey === 'UPDATED_AT') return ({ updatedAt }) => updatedAt.getTime()
  if (sortKey === 'CREATED_AT') return ({ createdAt }) => createdAt.getTime()
  return sortKey === 'NAME' ? ({ name }) => name : ({ id }) => id
}

export function companyQueries(shop: Shop): View {
  const zone = shop.config.ianaTimezone
  const locations = (): Located[] =>
    [...shop.companies.values()].flatMap((company) =>
      company.locations.map((location) => ({ ...location, companyId: company.id })),
    )
  const company = (id: string): CompanyState | undefined => shop.companies.get(String(numericId(id, 'Company')))
  return {
    company: ({ id }: { id: string }) => {
      const found = company(id)
      return found === undefined ? null : companyView(shop, found)
    },
    companies: (args: ListArgs) =>
      sortedConnection(
        [...shop.companies.values()].filter(searchOver(args.query, zone, COMPANY)),
        args,
        keyOf(args.sortKey),
        (found) => companyView(shop, found),
      ),
    companiesCount: () => ({ count: shop.companies.size, precision: 'EXACT' }),
    companyLocation: ({ id }: { id: string }) => locationById(shop, numericId(id, 'CompanyLocation')),
    companyLocations: (args: ListArgs) =>
      sortedConnection(
        locations().filter(searchOver(args.query, zone, LOCATION)),
        args,
        keyOf(args.sortKey),
        ({ id }) => locationById(shop, id) ?? {},
      ),
    companyContact: ({ id }: { id: string }) => {
      const number = numericId(id, 'CompanyContact')
      for (const found of shop.companies.values()) {
        const contact = found.contacts.find((entry) => entry.id === number)
        if (contact !== undefined) return contactView(shop, found, contact)
      }
      return null
    },
    paymentTermsTemplates: ({ paymentTermsType }: { paymentTermsType?: string | null }) =>
      templateViews(paymentTermsType),
  }
}

function locationById(shop: Shop, id: number | null): View | null {
  const found = companyOfLocation(shop, id)
  return found === undefined ? null : companyLocationView(shop, found.company, found.location)
}
