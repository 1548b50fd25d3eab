-- What came of a search for documents held what it had searched with, the secrets of both connections among it.
update tillbridge.jobs set result = null where kind = 'adopt' and finished_at is not null;
