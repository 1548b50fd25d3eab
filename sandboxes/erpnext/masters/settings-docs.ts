import type { DocController } from '#sandboxes/erpnext/controller'
import { isBlank, number, rows, text, truthy } from '#sandboxes/erpnext/fields'
import { refuse } from '#sandboxes/erpnext/frappe-error'
import { withAbbreviation } from './tree-nodes.ts'

export const currencyExchange: DocController = {
  autoname(doc) {
    const purposes = [truthy(doc, 'for_selling') ? 'Selling' : '', truthy(doc, 'for_buying') ? 'Buying' : '']
    const purpose = purposes.every((one) => one !== '') ? 'Selling-Buying' : purposes.join('')
    return `${text(doc, 'date')}-${text(doc, 'from_currency')}-${text(doc, 'to_currency')}${purpose === '' ? '' : `-${purpose}`}`
  },
  validate(doc) {
    if (number(doc, 'exchange_rate') <= 0) refuse('Incorrect value:Exchange Rate must be > 0.0')
    if (doc['from_currency'] === doc['to_currency']) refuse('From Currency and To Currency cannot be same')
    if (!truthy(doc, 'for_buying') && !truthy(doc, 'for_selling'))
      refuse('Currency Exchange must be applicable for Buying or for Selling.')
  },
}

export const fiscalYear: DocController = {
  validate(doc, site) {
    const from = text(doc, 'year_start_date')
    const to = text(doc, 'year_end_date')
    if (from > to) refuse('Fiscal Year Start Date should be one year earlier than Fiscal Year End Date')
    for (const other of site.all('Fiscal Year')) {
      if (other.name === doc.name || text(other, 'year_start_date') > to || text(other, 'year_end_date') < from)
        continue
      if (rows(doc, 'companies').length > 0 && rows(other, 'companies').length > 0) continue
      const link = `<a href="/app/Form/Fiscal Year/${other.name}" style="font-weight: bold;">Fiscal Year ${other.name}</a>`
      refuse(`Year start date or end date is overlapping with ${link}. To avoid please set company`, {
        excType: 'NameError',
      })
    }
  },
}

export const modeOfPayment: DocController = {
  validate(doc, site) {
    const seen = new Set<string>()
    for (const row of rows(doc, 'accounts')) {
      const company = text(row, 'company')
      const account = text(row, 'default_account')
      if (account !== '' && site.value('Account', account, 'company') !== company) {
        refuse(`Account ${account} does not match with Company ${company} in Mode of Account: ${doc.name}`)
      }
      if (seen.has(company)) refuse('Same Company is entered more than once')
      seen.add(company)
    }
  },
}

export const itemTaxTemplate: DocController = {
  autoname: (doc, site) => withAbbreviation(site, text(doc, 'title'), doc['company']),
  validate(doc, site) {
    const seen = new Set<string>()
    for (const row of rows(doc, 'taxes')) {
      const account = site.read('Account', row['tax_type'])
      const allowed = ['Tax', 'Chargeable', 'Income Account', 'Expense Account', 'Expenses Included In Valuation']
      if (account !== null && !allowed.includes(text(account, 'account_type'))) {
        refuse(`Item Tax Row ${text(row, 'idx')} must have account of type Tax or Income or Expense or Chargeable`)
      }
      if (seen.has(text(row, 'tax_type'))) refuse(`${text(row, 'tax_type')} entered twice in Item Tax`)
      seen.add(text(row, 'tax_type'))
    }
  },
}

export const taxTemplate: DocController = {
  autoname: (doc, site) => withAbbreviation(site, text(doc, 'title'), doc['company']),
  validate(doc, site) {
    const company = site.read('Company', doc['company'])
    for (const row of rows(doc, 'taxes')) {
      const account = site.read('Account', row['account_head'])
      if (account === null) continue
      if (account['company'] !== doc['company']) {
        refuse(`Row #${text(row, 'idx')}: Account ${account.name} does not belong to company ${text(doc, 'company')}`, {
          title: 'Invalid Account',
        })
      }
      if (isBlank(row['cost_center'])) row['cost_center'] = company?.['cost_center'] ?? null
      row['account_currency'] = account['account_currency']
    }
  },
}

export const productBundle: DocController = {
  autoname: (doc) => text(doc, 'new_item_code'),
  validate(doc, site) {
    const parent = site.read('Item', doc['new_item_code'])
    if (parent !== null && truthy(parent, 'is_stock_item'))
      refuse(`Parent Item ${parent.name} must not be a Stock Item`)
    for (const row of rows(doc, 'items')) {
      const item = site.read('Item', row['item_code'])
      if (item === null) continue
      if (site.findBy('Product Bundle', 'new_item_code', item.name).some((one) => !truthy(one, 'disabled')))
        refuse(
          `Row #${text(row, 'idx')}: Child Item should not be a Product Bundle. Please remove Item ${item.name} and Save`,
        )
      if (isBlank(row['description'])) row['description'] = item['description']
      if (isBlank(row['uom'])) row['uom'] = item['stock_uom']
    }
  },
}

export const accountingPeriod: DocController = {
  autoname: (doc, site) => withAbbreviation(site, text(doc, 'period_name'), doc['company']),
}

export const comment: DocController = {
  validate(doc, site) {
    if (isBlank(doc['comment_email'])) doc['comment_email'] = site.user
  },
}
