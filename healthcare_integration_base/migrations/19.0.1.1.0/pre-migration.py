"""The rows of mappings move under a version: what is there now is version 1, active."""

TABLE = """
CREATE TABLE IF NOT EXISTS healthcare_mapping_version (
    id serial PRIMARY KEY,
    mapping_id int4 REFERENCES healthcare_mapping ON DELETE CASCADE,
    company_id int4,
    number int4,
    state varchar NOT NULL,
    rule varchar NOT NULL,
    effective_from date,
    initial boolean,
    author_id int4 NOT NULL,
    activated_at timestamp,
    create_uid int4, create_date timestamp, write_uid int4, write_date timestamp
)
"""
VERSIONS = """
INSERT INTO healthcare_mapping_version
       (mapping_id, company_id, number, state, rule, effective_from, initial,
        author_id, activated_at, create_uid, create_date, write_uid, write_date)
SELECT m.id, m.company_id, 1, 'active', 'pass', COALESCE(m.create_date, now())::date,
       TRUE, COALESCE(m.create_uid, 1), timezone('UTC', now()),
       1, timezone('UTC', now()), 1, timezone('UTC', now())
  FROM healthcare_mapping m
 WHERE NOT EXISTS (SELECT 1 FROM healthcare_mapping_version v
                    WHERE v.mapping_id = m.id)
"""
LINES = """
UPDATE healthcare_mapping_line l SET version_id = v.id, number = r.number
  FROM healthcare_mapping_version v,
       (SELECT id, row_number() OVER (PARTITION BY mapping_id ORDER BY code, id)
               AS number FROM healthcare_mapping_line) r
 WHERE v.mapping_id = l.mapping_id AND v.number = 1 AND r.id = l.id
   AND l.version_id IS NULL
"""


def migrate(cr, version):
    """Give every mapping its version 1, from the set-up, and put its rows there."""
    cr.execute(TABLE)
    cr.execute(
        """
        ALTER TABLE healthcare_mapping_line
          ADD COLUMN IF NOT EXISTS version_id int4,
          ADD COLUMN IF NOT EXISTS number int4,
         DROP CONSTRAINT IF EXISTS healthcare_mapping_line_code_uniq
        """
    )
    cr.execute(VERSIONS)
    cr.execute(LINES)
