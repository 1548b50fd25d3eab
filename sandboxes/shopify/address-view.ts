import type { View } from './connections.ts'
import { gid } from './ids.ts'
import type { AddressState } from './people-state.ts'

export const fullName = (person: { readonly firstName: string | null; readonly lastName: string | null }): string =>
  [person.firstName, person.lastName].filter((part) => part !== null && part !== '').join(' ')

/** An address; one that a customer keeps is numbered apart from those of orders. */
export function addressView(address: AddressState, model: 'Address' | 'CustomerAddress' = 'Address'): View {
  const place = [address.city, address.provinceCode].filter((part) => part !== null).join(' ')
  return {
    __typename: 'MailingAddress',
    ...address,
    id: `${gid('MailingAddress', address.id)}?model_name=${model}`,
    name: fullName(address),
    countryCodeV2: address.countryCode,
    coordinatesValidated: false,
    latitude: null,
    longitude: null,
    timeZone: null,
    formattedArea: [place, address.country].filter((part) => part !== null && part !== '').join(', '),
  }
}
