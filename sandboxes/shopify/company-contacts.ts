import { addContact, changeCompany } from './companies.ts'
import { companyView, contactView } from './company-view.ts'
import type { View } from './connections.ts'
import { fieldProblems, normalEmail } from './customer-fields.ts'
import { addCustomer } from './customers.ts'
import { numericId } from './ids.ts'
import type { CompanyContactState, CompanyState, CustomerState } from './people-state.ts'
import type { Shop } from './shop.ts'
import { type UserError, userError } from './user-errors.ts'

export interface ContactInput {
  readonly email?: string | null
  readonly firstName?: string | null
  readonly lastName?: string | null
  readonly phone?: string | null
  readonly title?: string | null
  readonly locale?: string | null
}

const isContact = (shop: Shop, customer: CustomerState): boolean =>
  [...shop.companies.values()].some((company) => company.contacts.some((contact) => contact.customer === customer))

const customerOf = (shop: Shop, { email }: ContactInput): CustomerState | undefined =>
  shop.customerByEmail.get(normalEmail(email ?? null) ?? '')

/** A contact is a customer; one that exists is taken unless it is a contact already. */
export function contactErrors(shop: Shop, input: ContactInput, path: readonly string[]): UserError[] {
  if (normalEmail(input.email ?? null) === null) {
    return [userError(path, 'Either the attribute email or customer_id must be provided', 'INVALID')]
  }
  const known = customerOf(shop, input)
  if (known !== undefined && isContact(shop, known)) {
    return [userError([...path, 'email'], 'Email address has already been taken.', 'TAKEN')]
  }
  return fieldProblems(shop, customerFields(input), known ?? null)
    .filter(({ field }) => field !== null)
    .map(({ field, message, code }) =>
      field === 'phone' && code === 'TAKEN'
        ? userError([...path, 'phone'], 'Phone number has already been taken.', code)
        : userError([...path, field ?? ''], message, code),
    )
}

const customerFields = ({ email, firstName, lastName, phone }: ContactInput) => ({
  email: email ?? null,
  firstName: firstName ?? null,
  lastName: lastName ?? null,
  phone: phone ?? null,
})

export const addNewContact = (shop: Shop, company: CompanyState, input: ContactInput): CompanyContactState =>
  addContact(shop, company, customerOf(shop, input) ?? addCustomer(shop, customerFields(input)), input)

export function contactMutations(shop: Shop, find: (id: string) => CompanyState | undefined): View {
  const failed = (...errors: UserError[]): View => ({ companyContact: null, userErrors: errors })
  const noCompany = (): View => failed(userError(['companyId'], 'Company does not exist.', 'RESOURCE_NOT_FOUND'))
  return {
    companyContactCreate: ({ companyId, input }: { companyId: string; input: ContactInput }) => {
      const company = find(companyId)
      if (company === undefined) return noCompany()
      if (Object.keys(input).length === 0) {
        return failed(userError(null, 'Company contact create input is empty.', 'NO_INPUT'))
      }
      const errors = contactErrors(shop, input, ['input'])
      if (errors.length > 0) return failed(...errors)
      return { companyContact: contactView(shop, company, addNewContact(shop, company, input)), userErrors: [] }
    },
    companyAssignCustomerAsContact: ({ companyId, customerId }: { companyId: string; customerId: string }) => {
      const company = find(companyId)
      if (company === undefined) return noCompany()
      const customer = shop.customers.get(numericId(customerId, 'Customer') ?? -1)
      const invalid = (message: string): View => failed(userError(['companyId'], message, 'INVALID_INPUT'))
      if (customer === undefined) {
        return failed(userError(['customerId'], 'Customer does not exist.', 'RESOURCE_NOT_FOUND'))
      }
      if (customer.email === null) return invalid('Customer must have an email address.')
      if (isContact(shop, customer)) return invalid('Customer is already associated with a company contact.')
      return { companyContact: contactView(shop, company, addContact(shop, company, customer)), userErrors: [] }
    },
    companyAssignMainContact: (args: { companyId: string; companyContactId: string }) => {
      const company = find(args.companyId)
      const no = (field: string, message: string, code: string): View => ({
        company: null,
        userErrors: [userError([field], message, code)],
      })
      if (company === undefined) return no('companyId', 'Company does not exist.', 'RESOURCE_NOT_FOUND')
      const id = numericId(args.companyContactId, 'CompanyContact')
      if (!company.contacts.some((contact) => contact.id === id)) {
        return no('companyContactId', 'The company contact does not belong to the company.', 'INVALID_INPUT')
      }
      changeCompany(shop, company, { contactId: id })
      return { company: companyView(shop, company), userErrors: [] }
    },
  }
}
