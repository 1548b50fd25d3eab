import { currency, currencyRate } from './books/currency.ts'
import { move } from './books/move.ts'
import { payment } from './books/payment.ts'
import { moveLine } from './books/reconcile.ts'
import { register } from './books/register.ts'
import { reversal } from './books/reversal.ts'
import { account, journal, paymentMethodLine } from './books/accounts.ts'
import { repartitionLine, tax } from './books/taxes.ts'
import { pricelist, pricelistItem } from './goods/pricelist.ts'
import { product, template } from './goods/product.ts'
import { attribute, attributeLine, attributeValue, category, templateAttributeValue } from './goods/variants.ts'
import { externalId, modelField } from './orm/technical.ts'
import type { Model } from './orm/env.ts'
import type { Version } from './orm/fields.ts'
import { company } from './people/company.ts'
import { partner, user } from './people/partner.ts'
import { invoiceWizard } from './sales/invoicing.ts'
import { orderLine } from './sales/line.ts'
import { cancelWizard, order } from './sales/order.ts'
import {
  backorderWizard,
  move as stockMove,
  moveLine as stockMoveLine,
  picking,
  smsWizard,
} from './warehouse/picking.ts'
import { quant } from './warehouse/quant.ts'
import { returnMethods, returnWizard } from './warehouse/returns.ts'
import { location, pickingType, warehouse } from './warehouse/warehouse.ts'

/** What each model does in a version; a model that is not here only keeps its fields. */
export function modelsOf(version: Version): ReadonlyMap<string, Model> {
  const models: Readonly<Record<string, Model>> = {
    'account.account': account,
    'account.journal': journal,
    'account.move': move,
    'account.move.line': moveLine,
    'account.move.reversal': reversal,
    'account.payment': payment,
    'account.payment.method.line': paymentMethodLine,
    'account.payment.register': register,
    'account.tax': tax,
    'account.tax.repartition.line': repartitionLine,
    'confirm.stock.sms': smsWizard,
    'ir.model.data': externalId,
    'ir.model.fields': modelField,
    'product.attribute': attribute,
    'product.attribute.value': attributeValue,
    'product.category': category,
    'product.pricelist': pricelist,
    'product.pricelist.item': pricelistItem,
    'product.product': product,
    'product.template': template,
    'product.template.attribute.line': attributeLine,
    'product.template.attribute.value': templateAttributeValue,
    'res.company': company,
    'res.currency': currency,
    'res.currency.rate': currencyRate,
    'res.partner': version === 16 ? { ...partner, order: 'display_name, id desc' } : partner,
    'res.users': user,
    'sale.advance.payment.inv': invoiceWizard,
    'sale.order': order,
    'sale.order.cancel': cancelWizard,
    'sale.order.line': orderLine,
    'stock.backorder.confirmation': backorderWizard,
    'stock.location': location,
    'stock.move': stockMove,
    'stock.move.line': stockMoveLine,
    'stock.picking': picking,
    'stock.picking.type': pickingType,
    'stock.quant': quant,
    'stock.return.picking': { ...returnWizard, methods: returnMethods(version) },
    'stock.warehouse': warehouse,
  }
  return new Map(Object.entries(models))
}
