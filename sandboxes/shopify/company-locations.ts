import { addLocation, changeLocation, companyOfLocation, hasOrders, removeLocation } from './companies.ts'
import {
  companyAddress,
  type CompanyAddressInput,
  type CompanyLocationInput,
  locationErrors,
  locationFields,
} from './company-fields.ts'
import { companyLocationView } from './company-view.ts'
import type { View } from './connections.ts'
import { gid, numericId } from './ids.ts'
import type { CompanyLocationState, CompanyState } from './people-state.ts'
import type { Shop } from './shop.ts'
import { type UserError, userError } from './user-errors.ts'

interface TaxArgs {
  readonly companyLocationId: string
  readonly taxRegistrationId?: string | null
  readonly taxExempt?: boolean | null
  readonly exemptionsToAssign?: readonly string[] | null
  readonly exemptionsToRemove?: readonly string[] | null
}

const refused = (...errors: UserError[]): View => ({ companyLocation: null, userErrors: errors })

export function locationMutations(shop: Shop, findCompany: (id: string) => CompanyState | undefined): View {
  const find = (id: string) => companyOfLocation(shop, numericId(id, 'CompanyLocation'))
  const change = (
    id: string,
    field: string,
    act: (company: CompanyState, location: CompanyLocationState) => UserError[],
  ): View => {
    const found = find(id)
    if (found === undefined) {
      return refused(userError([field], "The company location doesn't exist", 'RESOURCE_NOT_FOUND'))
    }
    const errors = act(found.company, found.location)
    if (errors.length > 0) return refused(...errors)
    return { companyLocation: companyLocationView(shop, found.company, found.location), userErrors: [] }
  }
  return {
    companyLocationCreate: ({ companyId, input }: { companyId: string; input: CompanyLocationInput }) =>
      create(shop, findCompany(companyId), input),
    companyLocationUpdate: (args: { companyLocationId: string; input: CompanyLocationInput }) =>
      change(args.companyLocationId, 'input', (company, location) => {
        if (Object.keys(args.input).length === 0) {
          return [userError(null, 'Company location update input is empty.', 'NO_INPUT')]
        }
        const errors = locationErrors(shop, args.input, location, ['input'])
        if (errors.length === 0) changeLocation(shop, company, location, locationFields(shop, args.input))
        return errors
      }),
    companyLocationTaxSettingsUpdate: (args: TaxArgs) =>
      change(args.companyLocationId, 'companyLocationId', (company, location) => {
        const kept = location.taxExemptions.filter((entry) => args.exemptionsToRemove?.includes(entry) !== true)
        changeLocation(shop, company, location, {
          ...(args.taxRegistrationId === undefined ? {} : { taxRegistrationId: args.taxRegistrationId }),
          ...(args.taxExempt == null ? {} : { taxExempt: args.taxExempt }),
          taxExemptions: [...new Set([...kept, ...(args.exemptionsToAssign ?? [])])],
        })
        return []
      }),
    companyLocationAssignAddress: (args: {
      locationId: string
      address: CompanyAddressInput
      addressTypes: readonly ('BILLING' | 'SHIPPING')[]
    }) => assignAddress(shop, find(args.locationId), args),
    companyLocationDelete: ({ companyLocationId: id }: { companyLocationId: string }) => {
      const found = find(id)
      const failed = (message: string, code: string): View => ({
        deletedCompanyLocationId: null,
        userErrors: [userError(['companyLocationId'], message, code)],
      })
      if (found === undefined) return failed("The company location doesn't exist", 'RESOURCE_NOT_FOUND')
      const { company, location } = found
      if (hasOrders(shop, company, location.id) || company.locations.length === 1) {
        return failed('Failed to delete the company location.', 'FAILED_TO_DELETE')
      }
      removeLocation(shop, company, location)
      return { deletedCompanyLocationId: gid('CompanyLocation', location.id), userErrors: [] }
    },
  }
}

function create(shop: Shop, company: CompanyState | undefined, input: CompanyLocationInput): View {
  if (company === undefined) {
    return refused(userError(['companyId'], 'Company does not exist.', 'RESOURCE_NOT_FOUND'))
  }
  if (Object.keys(input).length === 0) {
    return refused(userError(null, 'Company location create input is empty.', 'NO_INPUT'))
  }
  const errors = locationErrors(shop, input, null, ['input'])
  if (errors.length > 0) return refused(...errors)
  // Recorded: a location added later is called after its street when it has no name.
  const name = input.name ?? input.shippingAddress?.address1 ?? company.name
  const location = addLocation(shop, company, { name, ...locationFields(shop, input) })
  return { companyLocation: companyLocationView(shop, company, location), userErrors: [] }
}

function assignAddress(
  shop: Shop,
  found: { readonly company: CompanyState; readonly location: CompanyLocationState } | undefined,
  args: { readonly address: CompanyAddressInput; readonly addressTypes: readonly ('BILLING' | 'SHIPPING')[] },
): View {
  const failed = (error: UserError): View => ({ addresses: null, userErrors: [error] })
  if (found === undefined) {
    return failed(userError(['locationId'], "The company location doesn't exist", 'RESOURCE_NOT_FOUND'))
  }
  if ((args.address.countryCode ?? '') === '') {
    return failed(userError(['address', 'countryCode'], 'Country code is invalid', 'INVALID'))
  }
  const { company, location } = found
  // Recorded: an address that is replaced keeps its id.
  const assigned = args.addressTypes.map((type) => {
    const before = type === 'BILLING' ? location.billingAddress : location.shippingAddress
    const address = companyAddress(shop, args.address)
    return { type, address: before === null ? address : { ...address, id: before.id, createdAt: before.createdAt } }
  })
  const of = (type: 'BILLING' | 'SHIPPING') => assigned.find((entry) => entry.type === type)?.address
  changeLocation(shop, company, location, {
    billingAddress: of('BILLING') ?? location.billingAddress,
    shippingAddress: of('SHIPPING') ?? location.shippingAddress,
  })
  const view = companyLocationView(shop, company, location)
  const shown = args.addressTypes.map((type) => view[type === 'BILLING' ? 'billingAddress' : 'shippingAddress'])
  return { addresses: shown, userErrors: [] }
}
