import { describe, expect, test } from 'vitest'
import { standardMetas } from '#sandboxes/erpnext/meta'
import type { Doc } from '#sandboxes/erpnext/controller'
import { parseCondition } from './condition.ts'
import { renderTemplate, templateFault } from './template.ts'

const doc: Doc = {
  doctype: 'Delivery Note',
  name: 'MAT-DN-1',
  docstatus: 1,
  company: 'Acme "GmbH"',
  lr_no: null,
  grand_total: 80,
  is_return: 0,
}

const rendered = (template: string): string => {
  const meta = standardMetas().get('Delivery Note')
  if (meta === undefined) throw new Error('There is no such DocType')
  return renderTemplate(template, doc, meta)
}

describe('templates of webhooks', () => {
  test.each([
    ['{{ doc.doctype }}/{{doc.name}}', 'Delivery Note/MAT-DN-1'],
    ['{{ doc.company | tojson }}', '"Acme \\"GmbH\\""'],
    ['{{ doc.lr_no }} {{ doc.lr_no | tojson }}', 'None null'],
    ['{{ doc.grand_total }} {{ doc.is_return }} {{ doc.docstatus }}', '80.0 0 1'],
    ["[{{ doc.no_such_field }}] {{ doc.no_such_field | default('none') }}", '[] none'],
  ])('%s', (template, expected) => {
    expect(rendered(template)).toBe(expected)
  })

  test.each([
    '{% for row in doc.items %}{% endfor %}',
    '{{ frappe.session.user }}',
    '{{ doc.name | upper }}',
    '{{ doc.name',
  ])('%s is refused with a reason', (template) => {
    expect(templateFault(template)).toMatch(/not supported|not closed/)
  })
})

describe('conditions of webhooks', () => {
  test.each([
    [`doc.company == 'Acme "GmbH"'`, true],
    ["doc.company != 'Beta' and doc.is_return == 0", true],
    ['doc.is_return == 1 or doc.grand_total > 79.5', true],
    ['not doc.is_return and doc.grand_total', true],
    ['doc.lr_no', false],
    ["doc.name == 'and or'", false],
    ['doc.grand_total < 10', false],
  ])('%s is %s', (condition, expected) => {
    expect(parseCondition(condition)(doc)).toBe(expected)
  })

  test('anything else is an error that names it', () => {
    expect(() => parseCondition('doc.items[0].qty > 1')).toThrow(/doc\.items\[0\]\.qty > 1 is not supported/)
  })
})
