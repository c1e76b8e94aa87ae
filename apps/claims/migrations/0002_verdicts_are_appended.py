"""Verdicts are appended, never edited: the database itself refuses to change or delete one."""

from django.db import migrations

REFUSE = """
CREATE FUNCTION claims_verdict_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Verdicts are appended, never changed or deleted: give a new one.'
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER verdict_is_final BEFORE UPDATE OR DELETE ON claims_verdict
    FOR EACH ROW EXECUTE FUNCTION claims_verdict_is_final();
CREATE TRIGGER verdict_evidence_is_final BEFORE UPDATE OR DELETE ON claims_verdict_evidence
    FOR EACH ROW EXECUTE FUNCTION claims_verdict_is_final();
"""

ALLOW = """
DROP TRIGGER verdict_evidence_is_final ON claims_verdict_evidence;
DROP TRIGGER verdict_is_final ON claims_verdict;
DROP FUNCTION claims_verdict_is_final();
"""


class Migration(migrations.Migration):
    dependencies = [("claims", "0001_initial")]
    operations = [migrations.RunSQL(REFUSE, ALLOW)]
