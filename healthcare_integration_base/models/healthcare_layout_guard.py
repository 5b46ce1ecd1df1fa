"""What the database itself refuses about versions of layouts (SQL only)."""

FUNCTION = """
CREATE OR REPLACE FUNCTION healthcare_layout_guard() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'draft' THEN
            RAISE EXCEPTION 'a version of a layout begins as a draft'
                USING ERRCODE = 'check_violation',
                      CONSTRAINT = 'healthcare_layout_begins';
        END IF;
        RETURN NEW;
    END IF;
    IF NEW.state <> OLD.state AND NOT (OLD.state, NEW.state) IN (
            ('draft', 'active'), ('active', 'retired'))
       OR OLD.state <> 'draft' AND NEW.approved_by_id
          IS DISTINCT FROM OLD.approved_by_id
    THEN
        RAISE EXCEPTION 'a version of a layout does not move like that'
            USING ERRCODE = 'check_violation',
                  CONSTRAINT = 'healthcare_layout_moves';
    END IF;
    IF NEW.state = 'active' AND OLD.state = 'draft'
       AND (NEW.approved_by_id IS NULL OR NEW.approved_by_id = NEW.create_uid
            OR EXISTS (SELECT 1 FROM healthcare_layout_editor e
                        WHERE e.layout_id = NEW.id AND e.user_id = NEW.approved_by_id)
            OR EXISTS (SELECT 1 FROM healthcare_layout_field f
                        WHERE f.layout_id = NEW.id
                          AND NEW.approved_by_id IN (f.create_uid, f.write_uid))
            OR EXISTS (SELECT 1 FROM healthcare_layout_rule r
                        WHERE r.layout_id = NEW.id
                          AND NEW.approved_by_id IN (r.create_uid, r.write_uid)))
    THEN
        RAISE EXCEPTION 'who wrote a layout never puts it in force'
            USING ERRCODE = 'check_violation',
                  CONSTRAINT = 'healthcare_layout_four_eyes';
    END IF;
    RETURN NEW;
END $$
"""

GUARDS = (
    FUNCTION,
    "DROP TRIGGER IF EXISTS healthcare_layout_guard ON healthcare_layout",
    "CREATE TRIGGER healthcare_layout_guard BEFORE INSERT OR UPDATE "
    "ON healthcare_layout FOR EACH ROW EXECUTE FUNCTION healthcare_layout_guard()",
)
