import type { Controllers } from '#sandboxes/erpnext/controller'
import { address, contact } from './address.ts'
import { company } from './company.ts'
import { customField } from './custom-field.ts'
import { customer } from './customer.ts'
import { item } from './item.ts'
import { itemPrice, priceList } from './item-price.ts'
import { paymentTermsTemplate } from './payment-terms.ts'
import {
  accountingPeriod,
  comment,
  currencyExchange,
  fiscalYear,
  itemTaxTemplate,
  modeOfPayment,
  productBundle,
  taxTemplate,
} from './settings-docs.ts'
import { supplier } from './supplier.ts'
import { account, costCenter, plainTree, warehouse } from './tree-nodes.ts'
import { user } from './user.ts'
import { webhook } from '#sandboxes/erpnext/webhooks/controller'

/** Controllers of the master data. */
export const masterControllers: Controllers = {
  Account: account,
  'Accounting Period': accountingPeriod,
  Address: address,
  Comment: comment,
  Company: company,
  Contact: contact,
  'Cost Center': costCenter,
  'Currency Exchange': currencyExchange,
  'Custom Field': customField,
  Customer: customer,
  'Customer Group': plainTree('All Customer Groups'),
  'Fiscal Year': fiscalYear,
  Item: item,
  'Item Group': plainTree('All Item Groups'),
  'Item Price': itemPrice,
  'Item Tax Template': itemTaxTemplate,
  'Mode of Payment': modeOfPayment,
  'Payment Terms Template': paymentTermsTemplate,
  'Price List': priceList,
  'Product Bundle': productBundle,
  'Sales Taxes and Charges Template': taxTemplate,
  Supplier: supplier,
  Territory: plainTree('All Territories'),
  User: user,
  Warehouse: warehouse,
  Webhook: webhook,
}
