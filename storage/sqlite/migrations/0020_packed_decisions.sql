-- 0020: decisions in few bytes. packed: as storage/packed_archive.hpp writes them; NULL for those kept before, whose
-- body has them as JSON. body is empty where packed is not NULL.
ALTER TABLE routing_decisions ADD COLUMN packed BLOB;
