/** What `get_versions` answers, by major version. */
export const VERSIONS: Readonly<Record<15 | 16, unknown>> = {
  15: versionsOf('15.44.2', '15.109.0'),
  16: versionsOf('16.2.0', '16.1.0'),
}

function versionsOf(frappe: string, erpnext: string): unknown {
  return {
    frappe: {
      title: 'Frappe Framework',
      description: 'Full stack web framework with Python, Javascript, MariaDB, Redis, Node',
      branch: '',
      version: frappe,
    },
    erpnext: { title: 'ERPNext', description: 'ERP made simple', branch: '', version: erpnext },
  }
}
