import { addCompany, addLocation, changeCompany, hasOrders, removeCompany } from './companies.ts'
import { addNewContact, contactErrors, contactMutations, type ContactInput } from './company-contacts.ts'
import {
  companyErrors,
  type CompanyInput,
  locationErrors,
  locationFields,
  type CompanyLocationInput,
} from './company-fields.ts'
import { locationMutations } from './company-locations.ts'
import { companyView } from './company-view.ts'
import type { View } from './connections.ts'
import { gid, numericId } from './ids.ts'
import type { CompanyState } from './people-state.ts'
import type { Shop } from './shop.ts'
import { type UserError, userError } from './user-errors.ts'

interface CreateInput {
  readonly company: CompanyInput
  readonly companyContact?: ContactInput | null
  readonly companyLocation?: CompanyLocationInput | null
}

/** What an app may do to companies. Wording as recorded. */
export function companyMutations(shop: Shop): View {
  const find = (id: string): CompanyState | undefined => shop.companies.get(String(numericId(id, 'Company')))
  return {
    companyCreate: ({ input }: { input: CreateInput }) => create(shop, input),
    companyUpdate: ({ companyId, input }: { companyId: string; input: CompanyInput }) =>
      update(shop, find(companyId), input),
    companyDelete: ({ id }: { id: string }) => {
      const company = find(id)
      const failed = (message: string, code: string): View => ({
        deletedCompanyId: null,
        userErrors: [userError(['id'], message, code)],
      })
      if (company === undefined) return failed('Company does not exist.', 'RESOURCE_NOT_FOUND')
      if (hasOrders(shop, company)) return failed('Failed to delete the company.', 'FAILED_TO_DELETE')
      removeCompany(shop, company)
      return { deletedCompanyId: gid('Company', company.id), userErrors: [] }
    },
    ...contactMutations(shop, find),
    ...locationMutations(shop, find),
  }
}

const refused = (...errors: UserError[]): View => ({ company: null, userErrors: errors })

function create(shop: Shop, { company: input, companyContact, companyLocation }: CreateInput): View {
  const errors = [
    ...companyErrors(shop, input, null, ['input', 'company']),
    ...(companyContact == null ? [] : contactErrors(shop, companyContact, ['input', 'companyContact'])),
    ...(companyLocation == null ? [] : locationErrors(shop, companyLocation, null, ['input', 'companyLocation'])),
  ]
  if (errors.length > 0) return refused(...errors)
  const company = addCompany(shop, { ...input, name: input.name ?? '' })
  if (companyContact != null) addNewContact(shop, company, companyContact)
  // Every company has a location; without a name of its own it is called as the company is.
  addLocation(shop, company, { name: company.name, ...locationFields(shop, companyLocation ?? {}) })
  return { company: companyView(shop, company), userErrors: [] }
}

function update(shop: Shop, company: CompanyState | undefined, input: CompanyInput): View {
  if (company === undefined) {
    return refused(userError(['companyId'], 'Resource requested does not exist.', 'RESOURCE_NOT_FOUND'))
  }
  if (Object.keys(input).length === 0) {
    return refused(userError(['input'], 'At least one attribute to change must be present', 'INVALID'))
  }
  if (input.customerSince !== undefined) {
    const message = 'This field may only be set on creation.'
    return refused(userError(['input', 'customerSince'], message, 'INVALID_INPUT'))
  }
  const errors = companyErrors(shop, input, company, ['input'])
  if (errors.length > 0) return refused(...errors)
  changeCompany(shop, company, {
    ...(input.name == null ? {} : { name: input.name }),
    ...(input.externalId === undefined ? {} : { externalId: input.externalId }),
    ...(input.note === undefined ? {} : { note: input.note }),
  })
  return { company: companyView(shop, company), userErrors: [] }
}
