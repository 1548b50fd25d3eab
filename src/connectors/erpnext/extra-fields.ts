import type { ExtraFieldRules } from '#contract/target'

/** Fields that people may fill although ERPNext has them: they say something, and decide nothing that a document is judged by. */
const FREE = {
  document: words(`
  campaign company_contact_person contact_person cost_center custom_remarks customer_group delivery_date driver driver_name due_date
  from_date group_same_items incoterm instructions language letter_head lr_date lr_no named_place po_date po_no print_heading
  print_without_amount project remarks sales_partner select_print_heading source tc_name terms territory title to_date transporter
  transporter_name vehicle_no`),
  rows: words(`
  additional_notes brand cost_center customer_item_code delivery_date description item_name page_break project`),
}

/** Every other field of the documents that we write, in versions 15 and 16: figures, accounts, the customer, references, states. */
const JUDGED = {
  document: words(`
  account_for_change_amount additional_discount_account additional_discount_percentage address_display advance_paid advances
  against_income_account allocate_advances_automatically amended_from amount_eligible_for_commission apply_discount_on
  apply_tax_withholding_amount auto_repeat bank bank_account bank_account_no base_change_amount base_discount_amount base_grand_total
  base_in_words base_net_total base_paid_amount base_paid_amount_after_tax base_received_amount base_received_amount_after_tax
  base_rounded_total base_rounding_adjustment base_total base_total_allocated_amount base_total_taxes_and_charges base_write_off_amount
  billing_status book_advance_payments_in_separate_party_account cash_bank_account change_amount clearance_date commission_rate company
  company_address company_address_display company_tax_id contact_display contact_email contact_mobile contact_phone conversion_rate
  coupon_code currency customer customer_address customer_name debit_to deductions delivery_status difference_amount
  disable_rounded_total discount_amount dispatch_address dispatch_address_name excise_page grand_total has_unit_price_items
  ignore_default_payment_terms_template ignore_pricing_rule in_words installation_status inter_company_invoice_reference
  inter_company_order_reference inter_company_reference is_cash_or_non_trade_discount is_consolidated is_debit_note is_discounted
  is_internal_customer is_opening is_pos is_return issue_credit_note item_wise_tax_details items last_scanned_warehouse loyalty_amount
  loyalty_points loyalty_program loyalty_redemption_account loyalty_redemption_cost_center mode_of_payment naming_series net_total
  only_include_allocated_payments order_type other_charges_calculation outstanding_amount packed_items paid_amount paid_amount_after_tax
  paid_from paid_from_account_balance paid_from_account_currency paid_from_account_type paid_to paid_to_account_balance
  paid_to_account_currency paid_to_account_type party party_account_currency party_balance party_bank_account party_name party_type
  payment_order payment_order_status payment_schedule payment_terms_template payment_type payments per_billed per_delivered
  per_installed per_picked per_returned plc_conversion_rate pos_profile posting_date posting_time price_list_currency pricing_rules
  purchase_taxes_and_charges_template received_amount received_amount_after_tax reconcile_on_advance_payment_date redeem_loyalty_points
  reference_date reference_no references represents_company reserve_stock return_against rounded_total rounding_adjustment
  sales_taxes_and_charges_template sales_team scan_barcode selling_price_list set_posting_time set_target_warehouse set_warehouse
  shipping_address shipping_address_name shipping_rule skip_delivery_note source_exchange_rate status subscription target_exchange_rate
  tax_category tax_id tax_withholding_category taxes taxes_and_charges timesheets total total_advance total_allocated_amount
  total_billing_amount total_billing_hours total_commission total_net_weight total_qty total_taxes_and_charges transaction_date
  unallocated_amount unrealized_profit_loss_account update_billed_amount_in_delivery_note update_billed_amount_in_sales_order
  update_outstanding_for_self update_stock use_company_roundoff_cost_center write_off_account write_off_amount write_off_cost_center
  write_off_outstanding_amount_automatically`),
  rows: words(`
  actual_batch_qty actual_qty against_blanket_order against_pick_list against_sales_invoice against_sales_order
  allow_zero_valuation_rate amount asset barcode base_amount base_net_amount base_net_rate base_price_list_rate base_rate
  base_rate_with_margin batch_no billed_amt blanket_order blanket_order_rate bom_no company_total_stock conversion_factor
  deferred_revenue_account delivered_by_supplier delivered_qty delivery_note discount_account discount_amount discount_percentage
  distributed_discount_amount dn_detail enable_deferred_revenue ensure_delivery_based_on_produced_serial_no expense_account fg_item
  fg_item_qty finance_book grant_commission gross_profit has_item_scanned image income_account incoming_rate installed_qty
  is_fixed_asset is_free_item is_stock_item item_code item_group item_tax_rate item_tax_template margin_rate_or_amount margin_type
  material_request material_request_item net_amount net_rate ordered_qty packed_qty pick_list_item picked_qty planned_qty pos_invoice
  pos_invoice_item prevdoc_docname price_list_rate pricing_rules produced_qty production_plan_qty projected_qty purchase_order
  purchase_order_item qty quality_inspection quotation_item rate rate_with_margin received_qty requested_qty reserve_stock returned_qty
  sales_invoice_item sales_order serial_and_batch_bundle serial_no service_end_date service_start_date service_stop_date si_detail
  so_detail stock_qty stock_reserved_qty stock_uom stock_uom_rate subcontracted_qty supplier target_warehouse total_weight
  transaction_date uom use_serial_batch_fields valuation_rate warehouse weight_per_unit weight_uom work_order_qty`),
}

/** Fields that the framework gives to every record. */
const OF_FRAMEWORK = words(
  'name owner creation modified modified_by docstatus idx doctype parent parentfield parenttype',
)
const OF_PAYMENTS = words('remarks custom_remarks')
const OFFERED = {
  document: [
    'project',
    'cost_center',
    'territory',
    'customer_group',
    'delivery_date',
    'remarks',
    'po_no',
    'terms',
    'source',
    'campaign',
  ],
  rows: ['project', 'cost_center', 'delivery_date', 'description', 'customer_item_code'],
}

/** A site may have any field besides: those are for people to fill. */
export const extraFields: ExtraFieldRules = {
  refusal(kind, on, field) {
    if (kind.endsWith('payment') && OF_PAYMENTS.has(field)) return 'The currency of a payment may stand there.'
    if (FREE[on].has(field)) return null
    if (field.startsWith('tillbridge_')) return 'Tillbridge finds its documents by this field.'
    if (OF_FRAMEWORK.has(field)) return 'ERPNext fills this field itself.'
    if (JUDGED[on].has(field))
      return 'The document is judged by it, or ERPNext works it out: it comes from the order and the mapping tables alone.'
    return /^[a-z][a-z0-9_]*$/.test(field)
      ? null
      : 'Fields of ERPNext have names of small letters, digits and underscores.'
  },
  known: (_kind, on) => OFFERED[on],
}

function words(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/))
}
