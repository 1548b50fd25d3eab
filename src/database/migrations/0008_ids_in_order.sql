-- Ids that begin with the time (UUID version 7): new rows lie together in every index, so that a queue of a million rows touches few
-- pages. Random ids touch one page each.
create function tillbridge.new_id() returns uuid language sql volatile parallel safe as $$
  select encode(
    set_byte(
      overlay(uuid_send(gen_random_uuid()) placing substring(int8send((extract(epoch from clock_timestamp()) * 1000)::bigint) from 3) from 1 for 6),
      6, (get_byte(uuid_send(gen_random_uuid()), 6) & 15) | 112),
    'hex')::uuid
$$;
