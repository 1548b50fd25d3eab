import { expect, test } from 'vitest'
import { nameText, personNames, titleText } from './names.ts'

const long = (letters: number): string => 'x'.repeat(letters)

test('a record is called by what Frappe takes for a name', () => {
  expect(nameText('  <b>Ann</b>   New ')).toBe('bAnn/b New')
  expect(nameText(long(150))).toHaveLength(140)
  expect(titleText(`${long(119)} y`)).toBe(long(119))
})

test('a contact leaves room for its customer, the person’s first name first', () => {
  expect(personNames({ firstName: 'Ann', lastName: 'New' }, 'Ann New')).toEqual({ first_name: 'Ann', last_name: 'New' })
  expect(personNames({ firstName: null, lastName: 'New' }, 'Ann New')).toEqual({ last_name: 'New' })
  for (const [first, last, customer] of [
    [60, 60, 120],
    [140, 140, 60],
    [3, 100, 104],
  ] as const) {
    const { first_name: firstName = '', last_name: lastName } = personNames(
      { firstName: long(first), lastName: long(last) },
      long(customer),
    )
    const name = [firstName, lastName].filter(Boolean).join(' ')
    expect(firstName).not.toBe('')
    expect(`${name}-${long(customer)}`.length).toBeLessThanOrEqual(135)
  }
})

test('beside a customer whose own name leaves no room, a letter of the person stays', () => {
  expect(personNames({ firstName: 'Ann', lastName: 'New' }, long(140))).toEqual({ first_name: 'A' })
})
