import { expect, test } from 'vitest'
import { addressBody, addressFields, customerBody, givenAddresses, isSameAddress, phoneText } from './map-party.ts'
import { sampleAddress, sampleParty } from '#testing/sample-documents'
import { sampleSettings } from './sample-settings.ts'

test('a person becomes a customer with contact and address in one call', () => {
  const address = addressFields(sampleAddress(), 'Sweden')
  expect(customerBody(sampleParty(), 'shop:customer:88', address, sampleSettings({ territory: 'Sweden' }))).toEqual({
    customer_name: 'Ann New',
    customer_type: 'Individual',
    territory: 'Sweden',
    email_id: 'ann.new@example.com',
    first_name: 'Ann',
    last_name: 'New',
    address_line1: 'Storgatan 1',
    pincode: '111 22',
    city: 'Stockholm',
    country: 'Sweden',
    tillbridge_ref: 'shop:customer:88',
  })
})

test('the shared customer carries nobody’s mailbox and address', () => {
  const party = sampleParty({ kind: 'walk-in', name: 'Counter sales' })
  const body = customerBody(party, 'shop:walk-in', addressFields(sampleAddress(), 'Sweden'), sampleSettings())
  expect(body).toEqual({
    customer_name: 'Counter sales',
    customer_type: 'Individual',
    tillbridge_ref: 'shop:walk-in',
  })
})

test('what a name may not hold is left out, and a number that is none is not sent', () => {
  const party = sampleParty({ name: '  <b>Ann</b>   New ', phone: 'call me' })
  const body = customerBody(party, 'r', null, sampleSettings())
  expect(body['customer_name']).toBe('bAnn/b New')
  expect(body).not.toHaveProperty('mobile_no')
  expect(phoneText('+46 (0)8-123 45')).toBe('+46 (0)8-123 45')
})

test('a street or city that the buyer did not give is a dash', () => {
  const bare = sampleAddress({ line1: null, city: null, postalCode: '1234', province: null })
  expect(addressFields(bare, null)).toEqual({ address_line1: '-', city: '-', pincode: '1234' })
  expect(
    givenAddresses(sampleParty({ billingAddress: sampleAddress({ line1: ' ', city: null, postalCode: null }) })),
  ).toEqual([])
})

test('one address for both purposes is made once', () => {
  const address = sampleAddress()
  const both = sampleParty({ billingAddress: address, shippingAddress: { ...address, city: 'STOCKHOLM ' } })
  expect(givenAddresses(both)).toEqual([{ address, type: 'Billing' }])
})

test('an address is known again whoever entered it, but not as somebody else’s', () => {
  const wanted = { address: sampleAddress(), type: 'Shipping' as const, country: 'Sweden' }
  const party = sampleParty({ name: 'Ann Example' })
  const entered = { name: 'x', address_line1: 'STORGATAN 1', city: 'Stockholm', pincode: '111 22', country: 'Sweden' }
  expect(isSameAddress(entered, wanted, party)).toBe(true)
  expect(isSameAddress({ ...entered, pincode: '111 23' }, wanted, party)).toBe(false)
  const gift = { ...wanted, address: sampleAddress({ firstName: 'Bo', lastName: 'Friend' }) }
  expect(isSameAddress({ ...entered, address_title: 'Ann Example' }, gift, party)).toBe(false)
  expect(isSameAddress({ ...entered, address_title: 'Bo Friend' }, gift, party)).toBe(true)
  expect(addressBody(gift, 'Ann Example', party)).toMatchObject({
    address_title: 'Bo Friend',
    links: [{ link_doctype: 'Customer', link_name: 'Ann Example' }],
  })
})
