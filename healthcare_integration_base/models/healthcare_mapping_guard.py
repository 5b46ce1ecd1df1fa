"""What the database itself refuses about versions of mappings (SQL only).

The ORM asks nicely; these triggers hold for every other way to the tables as well.
"""

VERSION_FUNCTION = """
CREATE OR REPLACE FUNCTION healthcare_mapping_version_guard() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.state <> 'draft' THEN
            RAISE EXCEPTION 'a version of a mapping that was tested stays'
                USING ERRCODE = 'check_violation',
                      CONSTRAINT = 'healthcare_mapping_version_stays';
        END IF;
        RETURN OLD;
    END IF;
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'draft' THEN
            RAISE EXCEPTION 'a version of a mapping begins as a draft'
                USING ERRCODE = 'check_violation',
                      CONSTRAINT = 'healthcare_mapping_version_begins';
        END IF;
        RETURN NEW;
    END IF;
    IF NEW.state <> OLD.state AND NOT (OLD.state, NEW.state) IN (
            ('draft', 'tested'), ('tested', 'draft'), ('tested', 'approved'),
            ('approved', 'active'), ('approved', 'retired'), ('active', 'retired'))
       AND NOT (NEW.initial IS TRUE AND OLD.state = 'draft' AND NEW.state = 'active')
    THEN
        RAISE EXCEPTION 'a version of a mapping does not move like that'
            USING ERRCODE = 'check_violation',
                  CONSTRAINT = 'healthcare_mapping_version_moves';
    END IF;
    IF (NEW.mapping_id, NEW.number, NEW.author_id, NEW.initial)
       IS DISTINCT FROM (OLD.mapping_id, OLD.number, OLD.author_id, OLD.initial)
       OR OLD.state NOT IN ('draft', 'tested') AND
          (NEW.rule, NEW.effective_from, NEW.approved_by_id)
          IS DISTINCT FROM (OLD.rule, OLD.effective_from, OLD.approved_by_id)
    THEN
        RAISE EXCEPTION 'what a version of a mapping says does not change'
            USING ERRCODE = 'check_violation',
                  CONSTRAINT = 'healthcare_mapping_version_says';
    END IF;
    IF NEW.approved_by_id IS NOT NULL
       AND OLD.approved_by_id IS DISTINCT FROM NEW.approved_by_id
       AND (EXISTS (SELECT 1 FROM healthcare_mapping_version_editor e
                     WHERE e.version_id = NEW.id AND e.user_id = NEW.approved_by_id)
            OR EXISTS (SELECT 1 FROM healthcare_mapping_line l
                        WHERE l.version_id = NEW.id
                          AND NEW.approved_by_id IN (l.create_uid, l.write_uid)))
    THEN
        RAISE EXCEPTION 'who wrote a row of a mapping never approves it'
            USING ERRCODE = 'check_violation',
                  CONSTRAINT = 'healthcare_mapping_version_four_eyes';
    END IF;
    RETURN NEW;
END $$
"""

LINE_FUNCTION = """
CREATE OR REPLACE FUNCTION healthcare_mapping_line_guard() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    held varchar;
BEGIN
    -- FOR SHARE: nobody tests or approves the version while a row is being written. A
    -- version that is deleted is gone before its rows are: nothing is found then.
    IF TG_OP <> 'INSERT' THEN
        SELECT state INTO held FROM healthcare_mapping_version
         WHERE id = OLD.version_id FOR SHARE;
    END IF;
    IF TG_OP <> 'DELETE' AND COALESCE(held, 'draft') = 'draft' THEN
        SELECT state INTO held FROM healthcare_mapping_version
         WHERE id = NEW.version_id FOR SHARE;
    END IF;
    IF COALESCE(held, 'draft') <> 'draft' THEN
        RAISE EXCEPTION 'the rows of a tested version of a mapping do not change'
            USING ERRCODE = 'check_violation',
                  CONSTRAINT = 'healthcare_mapping_line_stays';
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    RETURN NEW;
END $$
"""

GUARDS = (
    VERSION_FUNCTION,
    "DROP TRIGGER IF EXISTS healthcare_mapping_version_guard "
    "ON healthcare_mapping_version",
    "CREATE TRIGGER healthcare_mapping_version_guard BEFORE INSERT OR UPDATE OR DELETE "
    "ON healthcare_mapping_version FOR EACH ROW "
    "EXECUTE FUNCTION healthcare_mapping_version_guard()",
)
LINE_GUARDS = (
    LINE_FUNCTION,
    "DROP TRIGGER IF EXISTS healthcare_mapping_line_guard ON healthcare_mapping_line",
    "CREATE TRIGGER healthcare_mapping_line_guard BEFORE INSERT OR UPDATE OR DELETE "
    "ON healthcare_mapping_line FOR EACH ROW "
    "EXECUTE FUNCTION healthcare_mapping_line_guard()",
)
