-- What waits for a person, counted by its cause without a look at the rows, however much it is.
create index transfers_in_attention on tillbridge.transfers (
  organization_id, integration_id, (coalesce(cause_code, '')), (coalesce(cause_subject, '')), flow
) include (cause_code, cause_subject) where state = 'attention';
drop index tillbridge.transfers_by_cause;
