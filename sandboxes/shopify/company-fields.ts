import { normalPhone } from './customer-fields.ts'
import { numericId } from './ids.ts'
import { templateOf } from './payment-terms-templates.ts'
import type { CompanyAddressState, CompanyLocationState, CompanyState } from './people-state.ts'
import type { Shop } from './shop.ts'
import { type UserError, userError } from './user-errors.ts'

export interface CompanyInput {
  readonly name?: string | null
  readonly externalId?: string | null
  readonly note?: string | null
  readonly customerSince?: string | null
}

export interface CompanyAddressInput {
  readonly address1?: string | null
  readonly address2?: string | null
  readonly city?: string | null
  readonly zip?: string | null
  readonly zoneCode?: string | null
  readonly countryCode?: string | null
  readonly recipient?: string | null
  readonly firstName?: string | null
  readonly lastName?: string | null
  readonly phone?: string | null
}

export interface CompanyLocationInput {
  readonly name?: string | null
  readonly externalId?: string | null
  readonly note?: string | null
  readonly phone?: string | null
  readonly locale?: string | null
  readonly shippingAddress?: CompanyAddressInput | null
  readonly billingAddress?: CompanyAddressInput | null
  readonly billingSameAsShipping?: boolean | null
  readonly taxExempt?: boolean | null
  readonly taxExemptions?: readonly string[] | null
  readonly taxRegistrationId?: string | null
  readonly buyerExperienceConfiguration?: {
    readonly checkoutToDraft?: boolean | null
    readonly editableShippingAddress?: boolean | null
    readonly paymentTermsTemplateId?: string | null
  } | null
}

const MOST_NOTE = 5000
const MOST_NAME = 255
const MOST_EXTERNAL_ID = 64

function externalIdErrors(taken: readonly (string | null)[], id: string | null | undefined, path: readonly string[]) {
  if (id == null) return []
  const at = [...path, 'externalId']
  if (id.length > MOST_EXTERNAL_ID) {
    return [userError(at, 'External Id must be 64 characters or less.', 'TOO_LONG')]
  }
  if (!/^[\w!@#$%^&*(){}[\]\\/?<>\-~,.;:'`"]*$/.test(id)) {
    const message =
      'External Id can only contain numbers, letters, and some special characters, including !@#$%^&*(){}[]\\/?<>_-~,.;:\'`"'
    return [userError(at, message, 'INVALID')]
  }
  return taken.includes(id) ? [userError(at, 'External id has already been taken.', 'TAKEN')] : []
}

/** Names may not be blank; those and notes have a longest length. */
function textErrors(input: CompanyInput | CompanyLocationInput, path: readonly string[], isNew: boolean): UserError[] {
  const { name, note } = input
  const isBlank = name === undefined ? isNew : (name ?? '').trim() === ''
  return [
    ...(isBlank ? [userError([...path, 'name'], "Name can't be blank", 'BLANK')] : []),
    ...((name ?? '').length > MOST_NAME
      ? [userError([...path, 'name'], 'Name is too long (maximum is 255 characters)', 'TOO_LONG')]
      : []),
    ...((note ?? '').length > MOST_NOTE
      ? [userError([...path, 'notes'], 'Notes is too long (maximum is 5000 characters)', 'TOO_LONG')]
      : []),
  ]
}

export function companyErrors(
  shop: Shop,
  input: CompanyInput,
  company: CompanyState | null,
  path: readonly string[],
): UserError[] {
  const taken = [...shop.companies.values()].filter((other) => other !== company).map(({ externalId }) => externalId)
  return [...textErrors(input, path, company === null), ...externalIdErrors(taken, input.externalId, path)]
}

export function locationErrors(
  shop: Shop,
  input: CompanyLocationInput,
  location: CompanyLocationState | null,
  path: readonly string[],
): UserError[] {
  const others = [...shop.companies.values()].flatMap((company) => company.locations).filter((one) => one !== location)
  const taken = others.map(({ externalId }) => externalId)
  const phone = normalPhone(input.phone ?? null)
  const terms = input.buyerExperienceConfiguration?.paymentTermsTemplateId
  const isWrong = terms != null && templateOf(numericId(terms, 'PaymentTermsTemplate')) === undefined
  const invalid = (field: string): UserError => userError([...path, field], 'Invalid input.', 'INVALID_INPUT')
  return [
    ...textErrors(input, path, false),
    ...externalIdErrors(taken, input.externalId, path),
    ...(phone !== null && !/^\+\d{7,15}$/.test(phone)
      ? [userError([...path, 'phone'], 'Phone is invalid', 'INVALID')]
      : []),
    ...(input.billingSameAsShipping === true && input.billingAddress != null ? [invalid('billingAddress')] : []),
    ...(input.taxExempt === null ? [invalid('taxExempt')] : []),
    ...(isWrong ? [invalid('buyerExperienceConfiguration')] : []),
    ...(['shippingAddress', 'billingAddress'] as const).flatMap((field) => {
      const address = input[field]
      if (address == null || (address.countryCode ?? '') !== '') return []
      return [userError([...path, field, 'countryCode'], 'Country code is invalid', 'INVALID')]
    }),
  ]
}

export function companyAddress(shop: Shop, input: CompanyAddressInput): CompanyAddressState {
  const now = shop.clock.now()
  return {
    id: shop.ids.next('CompanyAddress'),
    recipient: input.recipient ?? null,
    firstName: input.firstName ?? null,
    lastName: input.lastName ?? null,
    address1: input.address1 ?? null,
    address2: input.address2 ?? null,
    zip: input.zip ?? null,
    city: input.city ?? null,
    zoneCode: input.zoneCode ?? null,
    countryCode: input.countryCode ?? '',
    phone: input.phone ?? null,
    createdAt: now,
    updatedAt: now,
  }
}

/** The fields as they are kept; those that were not given are left out. */
export function locationFields(shop: Shop, input: CompanyLocationInput): Partial<CompanyLocationState> {
  const buying = input.buyerExperienceConfiguration
  const shipping = input.shippingAddress == null ? undefined : companyAddress(shop, input.shippingAddress)
  const billing =
    input.billingSameAsShipping === true
      ? shipping
      : input.billingAddress == null
        ? undefined
        : companyAddress(shop, input.billingAddress)
  return {
    ...(input.name == null ? {} : { name: input.name }),
    ...(input.externalId === undefined ? {} : { externalId: input.externalId }),
    ...(input.note === undefined ? {} : { note: input.note }),
    ...(input.phone === undefined ? {} : { phone: normalPhone(input.phone) }),
    ...(input.locale == null ? {} : { locale: input.locale }),
    ...(shipping === undefined ? {} : { shippingAddress: shipping }),
    ...(billing === undefined ? {} : { billingAddress: billing }),
    ...(input.taxExempt == null ? {} : { taxExempt: input.taxExempt }),
    ...(input.taxExemptions == null ? {} : { taxExemptions: [...input.taxExemptions] }),
    ...(input.taxRegistrationId === undefined ? {} : { taxRegistrationId: input.taxRegistrationId }),
    ...(buying?.checkoutToDraft == null ? {} : { checkoutToDraft: buying.checkoutToDraft }),
    ...(buying?.editableShippingAddress == null ? {} : { editableShippingAddress: buying.editableShippingAddress }),
    ...(buying?.paymentTermsTemplateId === undefined
      ? {}
      : { paymentTermsId: numericId(buying.paymentTermsTemplateId ?? '', 'PaymentTermsTemplate') }),
  }
}
